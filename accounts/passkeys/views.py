"""Pages of one's own passkeys: add, rename, remove. Signing in with one is the door's (accounts.signin.passkey_views)."""

import math
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit.devices import device_in
from accounts.passkeys import services
from accounts.passkeys.access import get_passkey, passkeys_of
from accounts.passkeys.adapter import site_of
from accounts.passkeys.errors import PasskeyNotFound, ProofNeeded
from accounts.passkeys.forms import AddForm, NameForm
from accounts.sessions.access import sign_in_of
from accounts.users.access import is_proof_fresh
from accounts.users.errors import LastWayIn, SecondFactorRequired
from accounts.users.queries import is_last_way_in
from accounts.users.sign_ins import SignIn
from lib import context
from lib.api_errors import status_of
from lib.errors import DomainError, NotSignedIn, RateLimited


@login_required
def passkeys(request: HttpRequest) -> HttpResponse:
    """They stand on the security page."""
    return redirect("settings-security")


@never_cache
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """The form; the browser makes the passkey and sends it along."""
    sign_in = _sign_in(request)
    proof = missing_proof(request, sign_in)
    if proof is not None:
        return proof
    form = AddForm(request.POST or None, initial={"name": device_in(context.caller().device).words})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_passkey(sign_in=sign_in, session=request.session, site=site_of(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("From now on this passkey opens your account."))
            return redirect("settings-security")
    site = site_of(request)
    return render(request, "accounts/passkeys/add.html", {"form": form, "site": site})


@never_cache
@require_POST
def add_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey; asked for when the person presses the button."""
    try:
        if not request.user.is_authenticated:
            raise NotSignedIn
        if not is_proof_fresh(request):
            raise ProofNeeded
        site = site_of(request)
        return JsonResponse(services.begin_adding(sign_in=_sign_in(request), session=request.session, site=site))
    except DomainError as error:
        return as_json(error)


@never_cache
@login_required
def rename(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Call it something else."""
    row = _own(request, passkey_id)
    form = NameForm(request.POST or None, initial={"name": row.data["name"]})
    if request.method == "POST" and form.is_valid():
        services.rename_passkey(user=request.user, passkey_id=passkey_id, name=form.cleaned_data["name"])
        messages.success(request, _("It has its new name."))
        return redirect("settings-security")
    return render(request, "accounts/passkeys/rename.html", {"form": form, "name": row.data["name"]})


@never_cache
@login_required
def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """What is lost with it, and the button."""
    row, sign_in = _own(request, passkey_id), _sign_in(request)
    proof = missing_proof(request, sign_in)
    if proof is not None:
        return proof
    if request.method == "POST":
        try:
            services.remove_passkey(sign_in=sign_in, passkey_id=passkey_id)
        except LastWayIn as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, _("This passkey opens nothing any more."))
        return redirect("settings-security")
    shown = {"name": row.data["name"], "is_last_way_in": is_last_way_in(sign_in.user)}
    others = passkeys_of(request.user).count() - 1
    return render(request, "accounts/passkeys/remove.html", {**shown, "others": others})


def as_json(error: DomainError) -> JsonResponse:
    """The one shape of errors, for our own scripts at addresses that are not the API's."""
    body = {"type": "client_error", "errors": [{"code": error.code, "detail": error.detail, "attr": error.attr}]}
    response = JsonResponse(body, status=status_of(error))
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    return response


def _sign_in(request: HttpRequest) -> SignIn:
    sign_in = sign_in_of(request)
    if sign_in is None:
        raise Http404
    return sign_in


def _own(request: HttpRequest, passkey_id: int) -> Authenticator:
    try:
        return get_passkey(request.user, passkey_id)
    except PasskeyNotFound:
        raise Http404 from None


def missing_proof(request: HttpRequest, sign_in: SignIn, then: str = "") -> HttpResponse | None:
    """To what has to be shown before the ways in are changed: the second factor of this sign-in, and a fresh proof.

    From there back to `then`, or here.
    """
    try:
        services.require_second_factor(sign_in)
    except SecondFactorRequired:
        return redirect(f"{reverse('second-factor')}?{urlencode({'next': then or request.path})}")
    return None if is_proof_fresh(request) else _ask_for_proof(request, then or request.path)


def _ask_for_proof(request: HttpRequest, then: str) -> HttpResponse:
    """To the page that asks for the password or a passkey; who has neither signs in again."""
    query = urlencode({"next": then})
    if _sign_in(request).user.has_usable_password():
        return redirect(f"{reverse('account_reauthenticate')}?{query}")
    if passkeys_of(request.user).exists():
        return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{query}")
    return render(request, "accounts/passkeys/sign_in_again.html", {"then": f"{reverse('account_login')}?{query}"})
