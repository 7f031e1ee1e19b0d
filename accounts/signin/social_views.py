"""Pages of signing in by another provider. Off to it by a POST; whatever comes back wrong is a page with what to do."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount import views as allauth_views
from allauth.socialaccount.internal.flows.signup import clear_pending_signup, complete_social_signup
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from requests import RequestException

from accounts.invitations import views as invitations
from accounts.passkeys.views import missing_proof
from accounts.signin import social
from accounts.signin.code_views import refused
from accounts.signin.mail_forms import SocialSignupForm
from accounts.signin.oidc import OidcAdapter
from accounts.users.access import get_own_account, sign_in_of
from lib import rate_limits
from lib.errors import DomainError

log = logging.getLogger("homeroom.signin")

# What a provider answers may be of any shape: a missing key, a list for an object, half a number. Two of the same at once
# are told apart by the database alone.
STRANGE = (OAuth2Error, RequestException, KeyError, TypeError, ValueError, AttributeError, IntegrityError)

View = Callable[..., HttpResponse]


def _door(view: Any, adapter: Any) -> View:
    """One of allauth's two views of a provider; what it cannot make sense of is a page, not a fault of ours."""

    @never_cache
    @login_not_required
    def door(request: HttpRequest, provider_id: str = "") -> HttpResponse:
        if view is OAuth2LoginView and request.method == "POST" and (missing := _missing_proof(request)):
            return missing
        exchange = adapter(request, provider_id) if provider_id else adapter(request)
        try:
            answer: HttpResponse = view.adapter_view(exchange)(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except STRANGE as error:
            log.warning("social.failed", extra={"provider": exchange.provider_id, "error": type(error).__name__})
            return render(request, "socialaccount/authentication_error.html", {"broken": True}, status=502)
        return answer

    return door


def _missing_proof(request: HttpRequest) -> HttpResponse | None:
    """Of whoever wants to connect an account there: it is a new way in, and a browser left open is not enough for one."""
    sign_in = sign_in_of(request)
    process = request.POST.get("process") or request.GET.get("process")
    if sign_in is None or process != AuthProcess.CONNECT:
        return None
    missing = missing_proof(request, sign_in, reverse("settings-security"))
    if missing is not None:
        messages.info(request, _("Show first that it is you. Then connect it."))
    return missing


google_login, google_callback = _door(OAuth2LoginView, GoogleOAuth2Adapter), _door(OAuth2CallbackView, GoogleOAuth2Adapter)
github_login, github_callback = _door(OAuth2LoginView, GitHubOAuth2Adapter), _door(OAuth2CallbackView, GitHubOAuth2Adapter)
oidc_login, oidc_callback = _door(OAuth2LoginView, OidcAdapter), _door(OAuth2CallbackView, OidcAdapter)


class SocialSignupView(allauth_views.SignupView):
    """The last step of a first time: the username, and an e-mail where the provider vouches for none."""

    template_name = "socialaccount/signup.html"

    def get_form_class(self) -> type[SocialSignupForm]:
        """Ours, whatever the settings of allauth say."""
        return SocialSignupForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the provider says goes in as a proposal."""
        kwargs = super().get_form_kwargs()
        del kwargs["sociallogin"]
        proved = social.proved_email(self.sociallogin)
        return {**kwargs, "initial": social.proposal(self.sociallogin), "asks_for_email": not proved}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """By whose word, and for which e-mail."""
        return super().get_context_data(
            provider_name=social.name_of(self.sociallogin.account.provider),
            proved_email=social.proved_email(self.sociallogin),
            **context,
        )

    def closed(self) -> HttpResponse:
        """As at the page of sign-up."""
        return social.refuse_sign_up(self.request)

    def form_valid(self, form: SocialSignupForm) -> HttpResponse:
        """An account, and in; or the form again."""
        given = form.cleaned_data
        try:
            social.sign_up(
                sociallogin=self.sociallogin,
                username=given["username"],
                full_name=given["full_name"],
                email=given.get("email", ""),
                address=rate_limits.address_of(self.request),
                invite=social.invite_of(self.request, self.sociallogin),
            )
        except DomainError as error:
            return refused(self, form, error)
        invitations.forget_token(self.request)
        clear_pending_signup(self.request)
        response: HttpResponse = complete_social_signup(self.request, self.sociallogin)
        return response


@login_required
def connections(request: HttpRequest) -> HttpResponse:
    """POST `account` disconnects it; the list itself is a section of the security page."""
    if request.method != "POST":
        return redirect("settings-security")
    try:
        name = social.disconnect(user=get_own_account(request.user), account_id=_number(request.POST.get("account", "")))
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("settings-security")
    messages.success(request, _("%(name)s no longer signs you in.") % {"name": name})
    return redirect("settings-security")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
