"""Back office of people. Nobody chooses a password for somebody else; role and access change through the services."""

from copy import copy
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.users import services, ways_in
from accounts.users.access import may_manage
from accounts.users.errors import LastAdministrator
from accounts.users.models import User
from accounts.users.roles import Capability, Role, may
from accounts.users.validation import check_user
from lib.addresses import site_of
from lib.errors import DomainError, InvalidFields

LOGINS = ("username", "email", "national_id")


class UserForm(forms.ModelForm[User]):
    """Empty means none, not an empty text that only one person could have."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def clean_email(self) -> str | None:
        """In lower case, or none."""
        return (self.cleaned_data["email"] or "").lower() or None

    def clean_national_id(self) -> str | None:
        """Or none."""
        return self.cleaned_data["national_id"] or None

    def clean(self) -> dict[str, Any]:
        """All that the service would refuse stands next to its field: looks of names that are taken, too."""
        given = super().clean() or {}
        if not self.errors:
            user = copy(self.instance)
            for name in (one for one in LOGINS if one in given):
                setattr(user, name, given[name])
            user.note_looks()
            try:
                check_user(user)
            except InvalidFields as error:
                for problem in error.problems:
                    self.add_error(problem.attr if problem.attr in self.fields else None, problem.detail)
        return given


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People, their roles and whether they may sign in."""

    form = UserForm
    list_display = ("username", "full_name", "email", "role", "is_active", "last_seen", "created_at")
    list_filter = ("role", "is_active", "is_superuser", "last_seen", "created_at", "language")
    search_fields = ("username", "full_name", "email", "national_id", "phone")
    ordering = ("username",)
    date_hierarchy = "created_at"
    list_per_page = 50
    readonly_fields = ("is_staff", "last_login", "last_seen", "created_at", "events")
    filter_horizontal = ("groups", "user_permissions")
    raw_id_fields = ("avatar",)
    actions = ("make_ways_in", "make_student", "make_teacher", "close_accounts", "open_accounts")
    fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "national_id", "phone", "avatar")}),
        (_("Standing"), {"fields": ("role", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Settings"), {"fields": ("language", "time_zone", "theme")}),
        (_("Dates"), {"fields": ("last_login", "last_seen", "created_at", "events")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "full_name", "email", "national_id", "role")}),)
    through_services = ("role", "is_active", "is_superuser")
    rights = ("is_superuser", "groups", "user_permissions")

    @admin.display(description=_("events"))
    def events(self, user: User) -> str:
        """The way to what happened to this account."""
        address = reverse("admin:accounts_auditevent_changelist", query={"user__id__exact": user.pk})
        return format_html('<a href="{}">{}</a>', address, _("What happened to this account"))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new person begins with who it is, and chooses the password by a link that works once."""
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Names as typed; role, access and superuser through the verbs that end what must end."""
        if not change:
            names = {name: form.cleaned_data[name] or "" for name in (*LOGINS, "full_name")}
            made = ways_in.make_account(
                made_by=cast(User, request.user), site=site_of(request), role=Role(form.cleaned_data["role"]), **names
            )
            obj.__dict__.update(made.user.__dict__)
            self._tell(request, made.user, made.url)
            return
        wanted = {name: form.cleaned_data[name] for name in self.through_services if name in form.changed_data}
        stored = User.objects.get(pk=obj.pk)
        for name in (*self.through_services, "is_staff", "standing", "email"):
            setattr(obj, name, getattr(stored, name))
        obj.note_looks()
        obj.save()
        if "email" in form.changed_data:
            services.correct_names(user=obj, changes={"email": form.cleaned_data["email"] or ""})
        try:
            self._apply(obj, wanted)
        except LastAdministrator as error:
            messages.error(request, error.detail)

    @staticmethod
    def _apply(user: User, wanted: dict[str, Any]) -> None:
        if "role" in wanted:
            services.set_role(user=user, role=Role(wanted["role"]))
        if "is_superuser" in wanted:
            services.set_superuser(user=user, is_superuser=wanted["is_superuser"])
        if "is_active" in wanted:
            change = services.reactivate if wanted["is_active"] else services.deactivate
            change(user=user)

    @staticmethod
    def _tell(request: HttpRequest, user: User, url: str) -> None:
        told = _("{user} chooses a password here, within a week. The address is shown only now: {url}")
        messages.warning(request, format_html(str(told), user=user.display_name, url=url))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who manage people, if they have the right of the model too."""
        return super().has_add_permission(request) and _manages_people(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As above; and nobody changes an account that opens more than the own one."""
        allowed = super().has_change_permission(request, obj) and _manages_people(request)
        return allowed and (obj is None or may_manage(request.user, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Rights of the back office are given by those who have them all."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if cast(User, request.user).is_superuser else (*fixed, *self.rights)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: games and results hang on them."""
        return False

    def _each(self, request: HttpRequest, people: QuerySet[User], change: Any, done: Any) -> None:
        count = 0
        for user in manageable(request, people):
            try:
                change(user)
                count += 1
            except LastAdministrator as error:
                messages.error(request, error.detail)
        messages.success(request, done % {"count": count})

    @admin.action(description=_("Make a way in: a link to choose a password by"), permissions=["change"])
    def make_ways_in(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For whoever lost the first one, or the password. By mail too, where there is an e-mail."""
        for user in manageable(request, queryset):
            try:
                url = ways_in.make_way_in(user=user, made_by=cast(User, request.user), site=site_of(request))
            except DomainError as error:
                messages.error(request, f"{user}: {error.detail}")
            else:
                self._tell(request, user, url)

    @admin.action(description=_("Make students"), permissions=["change"])
    def make_student(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Their sessions end."""
        self._each(request, queryset, lambda user: services.set_role(user=user, role=Role.STUDENT), _("%(count)d students."))

    @admin.action(description=_("Make teachers"), permissions=["change"])
    def make_teacher(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Their sessions end."""
        self._each(request, queryset, lambda user: services.set_role(user=user, role=Role.TEACHER), _("%(count)d teachers."))

    @admin.action(description=_("Close accounts"), permissions=["change"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """They are out at once; nothing of theirs is lost."""
        self._each(request, queryset, lambda user: services.deactivate(user=user), _("%(count)d accounts are closed."))

    @admin.action(description=_("Open accounts"), permissions=["change"])
    def open_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """They may sign in again."""
        self._each(request, queryset, lambda user: services.reactivate(user=user), _("%(count)d accounts are open."))


def manageable(request: HttpRequest, people: QuerySet[User]) -> list[User]:
    """Those of the selection whom this person may manage; of the others a message tells."""
    chosen = list(people)
    found = [user for user in chosen if may_manage(request.user, user)]
    if len(found) < len(chosen):
        messages.error(request, _("Accounts with more rights than yours are left as they are."))
    return found


def _manages_people(request: HttpRequest) -> bool:
    return may(cast(User, request.user).role, Capability.MANAGE_PEOPLE)
