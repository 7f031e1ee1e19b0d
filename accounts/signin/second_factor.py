"""The one question whether a second factor was shown, and the rule for staff. Pages, API and back office ask here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.sessions.services import sign_in_in
from accounts.signin.errors import SecondFactorRequired
from accounts.users.sign_ins import SignIn


def sign_in_of(request: Any) -> SignIn | None:
    """How the caller of this request (Django's or the REST framework's) came in; None when nobody is signed in."""
    auth = getattr(request, "auth", None)
    if isinstance(auth, SignIn):
        return auth
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return sign_in_in(request.session, user)


def second_factor_done(request: HttpRequest | Any) -> bool:
    """Whether whoever is calling has shown a second factor at this sign-in: a code of the app, a recovery code, a passkey."""
    sign_in = sign_in_of(request)
    return sign_in is not None and bool(sign_in.second_factor)


def require_for_back_office(request: HttpRequest) -> None:
    """SecondFactorRequired for staff at Django's admin who have not shown one, unless REQUIRE_STAFF_2FA=off."""
    if settings.REQUIRE_STAFF_2FA != "off" and not second_factor_done(request):
        raise SecondFactorRequired


def require_everywhere(request: Any) -> None:
    """SecondFactorRequired for staff on every page and call where REQUIRE_STAFF_2FA=everywhere."""
    if settings.REQUIRE_STAFF_2FA == "everywhere" and request.user.is_staff and not second_factor_done(request):
        raise SecondFactorRequired
