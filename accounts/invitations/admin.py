"""Back office of invitations: made with their address shown once, looked at, taken back."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.invitations import services
from accounts.invitations.models import Invitation
from accounts.users.models import User
from accounts.users.roles import Capability, Role, may
from lib.addresses import site_of
from lib.back_office import ReadOnlyAdmin
from lib.errors import DomainError


class InvitationForm(forms.ModelForm[Invitation]):
    """Whom to invite."""

    class Meta:
        model = Invitation
        fields: ClassVar[list[str]] = ["email", "full_name", "role"]

    def clean_email(self) -> str:
        """Of nobody who has an account."""
        email = str(self.cleaned_data["email"]).lower()
        if email and User.objects.with_login(email).exists():
            raise forms.ValidationError(_("This e-mail belongs to an account."), code="unique")
        return email


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations and what became of them."""

    list_display = ("__str__", "full_name", "role", "state_label", "made_by", "created_at", "expires_at", "used_by")
    list_filter = ("role", "created_at", "expires_at", "used_at", "taken_back_at")
    list_select_related = ("made_by", "used_by")
    search_fields = ("email", "full_name", "username", "made_by__username", "used_by__username")
    date_hierarchy = "created_at"
    actions = ("take_back",)
    readonly_fields = (
        "email", "full_name", "username", "role", "state_label", "made_by", "created_at", "expires_at", "used_at", "used_by",
        "taken_back_at",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As the right of the model says, for those who manage people: an invitation may make an administrator."""
        return bool(request.user.has_perm("accounts.add_invitation")) and may(
            cast(User, request.user).role, Capability.MANAGE_PEOPLE
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Taken back, not deleted: it says who let whom in."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:  # noqa: FBT001  Django's signature
        """Three fields for a new one; nothing is changed later."""
        return super().get_form(request, obj, change, **options) if obj else InvitationForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As the form."""
        return self.readonly_fields if obj else InvitationForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Everything of one that stands."""
        return self.readonly_fields if obj else ()

    @admin.display(description=_("state"))
    def state_label(self, obj: Invitation) -> Any:
        """In words."""
        return obj.state.label

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """By the verb, which sends the mail; the address is shown this once."""
        given = form.cleaned_data
        made = services.make_invitation(
            made_by=request.user,  # type: ignore[arg-type]  # whoever gets here is a user
            site=site_of(request),
            email=given["email"],
            full_name=given["full_name"],
            role=Role(given["role"]),
        )
        obj.__dict__.update(made.invitation.__dict__)
        told = _("Give this address to the person; it is shown only now: {url}")
        messages.warning(request, format_html(str(told), url=made.url))

    def response_add(self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None) -> HttpResponse:
        """To the list, with the address above it."""
        return self.response_post_save_add(request, obj)

    @admin.action(description=_("Take back"), permissions=["add"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Nobody can use them any more."""
        count = 0
        for invitation in queryset:
            try:
                services.take_back(invitation=invitation)
                count += 1
            except DomainError as error:
                messages.error(request, f"{invitation}: {error.detail}")
        messages.success(request, _("%(count)d invitations are taken back.") % {"count": count})
