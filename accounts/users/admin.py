"""Back office of people. Nobody chooses a password for somebody else; role and access change through the services."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users import services
from accounts.users.errors import LastAdministrator
from accounts.users.models import User
from accounts.users.roles import Role


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
    readonly_fields = ("is_staff", "last_login", "last_seen", "created_at")
    filter_horizontal = ("groups", "user_permissions")
    raw_id_fields = ("avatar",)
    actions = ("make_student", "make_teacher", "close_accounts", "open_accounts")
    fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "national_id", "phone", "avatar")}),
        (_("Standing"), {"fields": ("role", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Settings"), {"fields": ("language", "time_zone", "theme")}),
        (_("Dates"), {"fields": ("last_login", "last_seen", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "full_name", "email", "national_id", "role")}),)
    through_services = ("role", "is_active", "is_superuser")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new person begins with who it is; the password comes by the reset mail."""
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Names as typed; role, access and superuser through the verbs that end what must end."""
        if not change:
            obj.set_unusable_password()
            obj.is_staff = obj.role == Role.ADMIN
            obj.save()
            return
        wanted = {name: form.cleaned_data[name] for name in self.through_services if name in form.changed_data}
        stored = User.objects.get(pk=obj.pk)
        for name in (*self.through_services, "is_staff", "standing"):
            setattr(obj, name, getattr(stored, name))
        obj.save()
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

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: games and results hang on them."""
        return False

    def _each(self, request: HttpRequest, people: QuerySet[User], change: Any, done: Any) -> None:
        count = 0
        for user in people:
            try:
                change(user)
                count += 1
            except LastAdministrator as error:
                messages.error(request, error.detail)
        messages.success(request, done % {"count": count})

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
