"""Coming in by a passkey: at the door, as the second factor, and to show once more that it is still the same person."""

from typing import Any

from allauth.account.internal.flows.login import clear_authentication_records, perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.kinds import Kind
from accounts.passkeys import services
from accounts.passkeys.adapter import site_of
from accounts.passkeys.errors import PasskeyNotValid
from accounts.passkeys.views import as_json
from accounts.sessions.services import raise_second_factor
from accounts.signin import devices, throttle
from accounts.signin.stages import second_factor_stage
from accounts.users.models import User
from accounts.users.sign_ins import SecondFactor
from lib import rate_limits
from lib.errors import DomainError


@never_cache
@require_POST
def sign_in_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to look for a passkey; says nothing of who has one."""
    try:
        throttle.refuse_address(address=rate_limits.address_of(request))
        return JsonResponse(services.begin_use(session=request.session, site=site_of(request)))
    except DomainError as error:
        return as_json(error)


@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """In, through the same stages as with a password; else back to the door with the reason."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    try:
        with throttle.guard_address(address=rate_limits.address_of(request)) as attempt:
            row = services.use_passkey(session=request.session, site=site_of(request), answer=_answer(request))
            attempt.was_right()
    except DomainError as error:
        return _refused(request, error, "account_login")
    # What was shown in this browser before, by whomever, is no part of this sign-in.
    clear_authentication_records(request)
    _note(request, row, passwordless=True)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if request.POST.get("remember") else 0)
    return perform_login(request, Login(user=row.user, redirect_url=get_next_redirect_url(request)))


@never_cache
@require_POST
def own_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask for one of the passkeys of whoever is signed in, or stands before the second factor."""
    _stage, user = _who(request)
    try:
        if user is None:
            raise PasskeyNotValid
        return JsonResponse(services.begin_use(session=request.session, site=site_of(request), user=user))
    except DomainError as error:
        return as_json(error)


@never_cache
@require_POST
def second_factor(request: HttpRequest) -> HttpResponse:
    """Shown after the password: in. Shown by somebody who is signed in: noted, and on to where that was asked."""
    stage, user = _who(request)
    if user is None:
        return redirect("account_login")
    try:
        row = _show(request, user)
    except DomainError as error:
        back = "mfa_reauthenticate_webauthn" if stage is None and request.POST.get("again") else "second-factor"
        return _refused(request, error, back)
    if stage is not None:
        _note(request, row)
        return stage.passed(SecondFactor.PASSKEY)
    raise_second_factor(session=request.session, second_factor=SecondFactor.PASSKEY)
    _note(request, row, reauthenticated=True)
    return resume_request(request) or redirect("settings-security")


@never_cache
@require_GET
@login_required
def show_again(request: HttpRequest) -> HttpResponse:
    """The page that asks whether it is still the same person, where a passkey can say so."""
    return render(request, "accounts/passkeys/show_again.html", {"next": get_next_redirect_url(request) or ""})


def _who(request: HttpRequest) -> tuple[Any, User | None]:
    """The stage the sign-in stands at, if it does, and whose it is."""
    if isinstance(request.user, User):
        return None, request.user
    stage = second_factor_stage(request)
    return stage, stage.login.user if stage is not None else None


def _show(request: HttpRequest, user: User) -> Authenticator:
    """The person's passkey. PasskeyNotValid, PasskeyCopied, SignInLocked."""
    with throttle.guard(
        login=user.username,
        address=rate_limits.address_of(request),
        known_here=devices.users_known_here(request),
        kind=Kind.SECOND_FACTOR_FAILED,
    ) as attempt:
        row = services.use_passkey(session=request.session, site=site_of(request), answer=_answer(request), user=user)
        attempt.was_right()
    return row


def _note(request: HttpRequest, row: Authenticator, **how: bool) -> None:
    """As allauth notes it: the adapter and the stages read there how the person came in."""
    record_authentication(request, row.user, "mfa", id=row.pk, type=row.type, **how)


def _answer(request: HttpRequest) -> str:
    return request.POST.get("answer", "")


def _refused(request: HttpRequest, error: DomainError, page: str) -> HttpResponse:
    messages.error(request, error.detail)
    then = get_next_redirect_url(request)
    return redirect(f"{reverse(page)}?{urlencode({'next': then})}" if then else page)
