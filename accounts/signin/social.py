"""Sign-in by somebody else's word (Google, GitHub, OpenID Connect): who may come in by it, and as whom.

A provider is believed about two things: that this is the same person as last time, and, where it says so itself, that the
person reads an e-mail. Roles, groups and names of a provider give no rights here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings, get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.invitations import views as invitations
from accounts.signin import services
from accounts.signin.oidc import NONCE, OidcProvider
from accounts.users.errors import LastWayIn
from accounts.users.models import User
from accounts.users.queries import is_last_way_in
from accounts.users.services import free_username
from lib.errors import DomainError, NotFound

# What is kept of what a provider says: enough to tell two accounts of one person apart.
KEPT = ("email", "login", "preferred_username", "name")
LABEL_MAX = 150


class SocialAdapter(DefaultSocialAccountAdapter):
    """Our rules behind allauth's social part."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Those of the settings; rows of the database are not looked for."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """With ours for OpenID Connect."""
        return [_ours(provider, request) for provider in super().list_providers(request)]

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> Any:
        """With ours for OpenID Connect."""
        return _ours(super().get_provider(request, provider, client_id), request)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Nothing but hints for the sign-up form; of what the provider said only a label is kept."""
        said = sociallogin.account.extra_data
        said = said.get("userinfo") or said.get("id_token") or said
        sociallogin.account.extra_data = {name: str(said[name])[:LABEL_MAX] for name in KEPT if said.get(name)}
        user = sociallogin.user
        user.username = str(data.get("username") or "")[:60]
        user.full_name = str(data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}").strip()[:150]
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider has spoken, and somebody known by this account has been looked for already."""
        nonce = getattr(sociallogin, NONCE, None)
        if nonce is not None and not constant_time_compare(nonce, str(sociallogin.state.get(NONCE) or "")):
            raise OAuth2Error("The ID token was made for another browser.")
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        # Nobody was asked whether to stay signed in here.
        request.session.set_expiry(0)
        if not sociallogin.is_existing:
            self._find_by_email(request, sociallogin)
        if not sociallogin.is_existing and not self.is_open_for_signup(request, sociallogin):
            raise ImmediateHttpResponse(refuse_sign_up(request))

    def _find_by_email(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect with the account that has this e-mail, when both sides have had it confirmed; else ask to sign in first."""
        for address in sociallogin.email_addresses:
            owner = User.objects.with_email_confirmed().filter(email__iexact=address.email).first()
            if owner is None:
                continue
            if not (address.verified and owner.email_confirmed):
                raise ImmediateHttpResponse(
                    render(
                        request,
                        "socialaccount/authentication_error.html",
                        {"email_taken": True, "email": address.email, "provider": sociallogin.provider},
                        status=409,
                    )
                )
            if not owner.is_active:
                raise ImmediateHttpResponse(redirect("account_inactive"))
            sociallogin.connect(request, owner)
            return

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """As for everybody: by the one rule, with the invitation that this browser holds."""
        return services.is_registration_open() or bool(invite_of(request, sociallogin))

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Everybody sees the username before it is theirs."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Where one came from."""
        return reverse("settings-security")


def _ours(provider: Any, request: HttpRequest) -> Any:
    return OidcProvider(request, app=provider.app) if isinstance(provider, OpenIDConnectProvider) else provider


# Signing up -------------------------------------------------------------------------------------------------------


def invite_of(request: HttpRequest, sociallogin: Any) -> str:
    """The token of the invitation behind which the person came here; empty when it is over, or for another e-mail."""
    token = invitations.token_of(request)
    try:
        invited = services.admit_registration(invite=token).invitation if token else None
    except DomainError:
        return ""
    mine = proved_email(sociallogin).lower()
    return token if invited and (not invited.email or not mine or invited.email.lower() == mine) else ""


def refuse_sign_up(request: HttpRequest) -> HttpResponse:
    """To the waiting list where there is one; else how one gets an account here."""
    if settings.REGISTRATION == "waitlist":
        return redirect("waitlist")
    return render(request, "account/signup_closed.html", {"registration": settings.REGISTRATION}, status=403)


def proved_email(sociallogin: Any) -> str:
    """The e-mail that the provider says the person reads; empty when it says that of none."""
    return next((str(address.email) for address in sociallogin.email_addresses if address.verified), "")


def proposal(sociallogin: Any) -> dict[str, str]:
    """What the sign-up form begins with: a free username, the name, and the e-mail if it still has to be confirmed."""
    user, proved = sociallogin.user, proved_email(sociallogin)
    claimed = next((str(address.email) for address in sociallogin.email_addresses), "")
    wish = user.username or (proved or claimed).partition("@")[0] or user.full_name or "user"
    return {"username": free_username(wish), "full_name": user.full_name, "email": "" if proved else claimed}


def sign_up(*, sociallogin: Any, username: str, full_name: str, email: str, address: str, invite: str = "") -> User:
    """An account by the one registration verb, with this provider's account as its way in. What `register` raises."""
    proved = proved_email(sociallogin)
    user = services.register(
        username=username,
        email=proved or email,
        password=None,
        full_name=full_name,
        address=address,
        invite=invite,
        is_email_proved=bool(proved),
    )
    account = sociallogin.account
    account.user = sociallogin.user = user
    account.save()
    return user


# On the security page ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Connection:
    """An account elsewhere that signs in this person. The last way in cannot be taken away."""

    id: int
    provider: str
    label: str
    since: datetime
    is_last_way_in: bool


@dataclass(frozen=True, slots=True)
class Door:
    """A provider that is offered; `url` takes a POST."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Connections:
    """What the section on the security page shows."""

    connected: tuple[Connection, ...]
    available: tuple[Door, ...]

    def __bool__(self) -> bool:
        return bool(self.connected or self.available)


def doors(request: HttpRequest | None = None) -> tuple[Door, ...]:
    """The providers of the settings, in their order."""
    providers = get_adapter().list_providers(request)
    return tuple(Door(one.sub_id, str(one.name), one.get_login_url(request)) for one in providers)


def name_of(provider_id: str) -> str:
    """As the settings call it; the id itself when they do no more."""
    return next((door.name for door in doors() if door.id == provider_id), provider_id)


def connections_of(user: User) -> Connections:
    """In at most five queries, however many there are."""
    accounts = list(SocialAccount.objects.filter(user_id=user.pk).order_by("date_joined", "pk"))
    offered = doors()
    names = {door.id: door.name for door in offered}
    is_last = len(accounts) == 1 and is_last_way_in(user)
    connected = tuple(
        Connection(one.pk, names.get(one.provider, one.provider), label_of(one), one.date_joined, is_last) for one in accounts
    )
    taken = {one.provider for one in accounts}
    return Connections(connected, tuple(door for door in offered if door.id not in taken))


@transaction.atomic
def disconnect(*, user: User, account_id: int) -> str:
    """The account elsewhere signs this person in no longer; answers the provider's name. NotFound, LastWayIn."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    account = SocialAccount.objects.filter(user=locked, pk=account_id).first()
    if account is None:
        raise NotFound
    if is_last_way_in(locked):
        raise LastWayIn
    name = name_of(account.provider)
    account.delete()
    record_event(Kind.SOCIAL_UNLINKED, user_id=user.pk, name=name)
    return name


def label_of(account: SocialAccount) -> str:
    """What the provider calls the person: enough to tell two accounts of one person apart."""
    said = account.extra_data if isinstance(account.extra_data, dict) else {}
    return next((str(said[name]) for name in KEPT if said.get(name)), _("an account there"))
