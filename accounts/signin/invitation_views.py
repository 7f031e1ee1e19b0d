"""The pages of whoever was let in by somebody: an invitation, and the first password of an account that others made.

Opening either uses nothing up; only the form does.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts.invitations import views as invitations
from accounts.invitations.errors import InviteNotValid
from accounts.links.errors import LinkNotValid
from accounts.links.models import SingleUseLink
from accounts.links.views import OpenLinkView, forget_token, token_of
from accounts.signin import services
from accounts.signin.invitation_forms import InvitationForm, WayInForm
from accounts.signin.views import RefusalMixin
from accounts.users import ways_in
from accounts.users.models import User
from accounts.users.services import free_username
from lib import rate_limits
from lib.errors import DomainError

WAY_IN = SingleUseLink.Purpose.WAY_IN


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class LetInView(RefusalMixin, FormView[Any]):
    """A form behind a token that this browser holds; without one that holds, a page that says so."""

    token = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Looked at each time: it may have been used, replaced or taken back meanwhile."""
        try:
            self.look()
        except (InviteNotValid, LinkNotValid) as error:
            return self.refused(error)
        return super().dispatch(request, *args, **kwargs)

    def refused(self, error: DomainError) -> HttpResponse:
        """What to do now."""
        return render(self.request, self.template_name or "", {"refusal": error.detail})

    def look(self) -> None:
        """Find what the token stands for."""
        raise NotImplementedError

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the token, for whoever signs out first: the session that holds it goes."""
        return {**super().get_context_data(**context), "token": self.token}

    def form_valid(self, form: Any) -> HttpResponse:
        """In, or the form again."""
        try:
            return self.let_in(form.cleaned_data)
        except (InviteNotValid, LinkNotValid) as error:
            return self.refused(error)
        except DomainError as error:
            return self.refuse(form, error)

    def let_in(self, given: dict[str, Any]) -> HttpResponse:
        """The verb, and the way on."""
        raise NotImplementedError


class InvitationView(LetInView):
    """Make an account by an invitation."""

    template_name = "accounts/invitations/invitation.html"
    form_class = InvitationForm

    def look(self) -> None:
        """The invitation; an account is made by it under every REGISTRATION."""
        self.token = invitations.token_of(self.request)
        if not self.token:
            raise InviteNotValid
        self.invitation = services.admit_registration(invite=self.token).invitation

    def get_initial(self) -> dict[str, Any]:
        """What the school wrote, and a username that is free."""
        invited = self.invitation
        if invited is None:
            return {}
        wish = invited.username or invited.full_name or invited.email.partition("@")[0]
        return {"full_name": invited.full_name, "username": free_username(wish) if wish else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        """An e-mail that the school wrote is no field."""
        return {**super().get_form_kwargs(), "email": self.invitation.email if self.invitation else ""}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Who invites whom as what."""
        return {**super().get_context_data(**context), "invitation": self.invitation}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever is signed in has an account: the page says so."""
        return self.get(request) if request.user.is_authenticated else super().post(request, *args, **kwargs)

    def let_in(self, given: dict[str, Any]) -> HttpResponse:
        """Registered and signed in."""
        user = services.register(
            username=given["username"],
            email=given.get("email") or (self.invitation.email if self.invitation else ""),
            password=given["password1"],
            full_name=given["full_name"],
            address=rate_limits.address_of(self.request),
            invite=self.token,
        )
        invitations.forget_token(self.request)
        answer: HttpResponse = complete_signup(self.request, user=user)
        return answer


class OpenWayInView(OpenLinkView):
    """The link to an account that somebody else made."""

    purpose = WAY_IN
    page = "way-in"


class WayInView(LetInView):
    """Choose the first password, or a new one where an administrator made a new way in."""

    template_name = "accounts/invitations/way_in.html"
    form_class = WayInForm

    def look(self) -> None:
        """Whose account it is."""
        self.token = token_of(self.request, WAY_IN)
        self.account: User = ways_in.look_at_way_in(given=self.token)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Whose account it is."""
        return {**super().get_context_data(**context), "account": self.account, "is_other": self._is_other()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever is signed in as somebody else signs out first."""
        return self.get(request) if self._is_other() else super().post(request, *args, **kwargs)

    def _is_other(self) -> bool:
        return self.request.user.is_authenticated and self.request.user.pk != self.account.pk

    def let_in(self, given: dict[str, Any]) -> HttpResponse:
        """The password is chosen, and the person signed in, after the second factor where there is one."""
        user = ways_in.take_way_in(given=self.token, password=given["password1"])
        forget_token(self.request, WAY_IN)
        record_authentication(self.request, user, method="link")
        answer: HttpResponse = perform_login(self.request, Login(user=user))
        return answer
