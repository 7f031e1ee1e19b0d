"""The second factor at the door: whether one was shown, the rule for staff, and devices that are not asked again.

Pages, API, sockets and back office ask here. The codes themselves are accounts.totp's.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.signin.errors import SecondFactorMissing
from accounts.totp.queries import device_of, has_passkey
from accounts.users.access import sign_in_of
from accounts.users.errors import SecondFactorRequired
from accounts.users.models import User
from accounts.users.sign_ins import SignIn

TRUST_COOKIE, TRUST_SALT = "homeroom_trusted", "accounts.signin.trust"
TRUST_LASTS = timedelta(days=30)
# On a device that many share, the newest few.
TRUSTED_AT_ONCE = 5


def second_factor_done(request: HttpRequest | Any) -> bool:
    """Whether whoever is calling has shown a second factor at this sign-in: a code of the app, a recovery code, a passkey."""
    sign_in = sign_in_of(request)
    return sign_in is not None and bool(sign_in.second_factor)


def has_factor(user: User) -> bool:
    """Whether there is anything this person could show."""
    return device_of(user) is not None or has_passkey(user)


# The rule for staff ---------------------------------------------------------------------------------------------------


def is_kept_from_back_office(request: HttpRequest) -> bool:
    """Whether Django's admin stays shut because no second factor was shown."""
    return settings.REQUIRE_STAFF_2FA != "off" and not second_factor_done(request)


def is_kept_from_everything(sign_in: SignIn | None) -> bool:
    """Whether this sign-in of staff opens nothing but the setup, where REQUIRE_STAFF_2FA=everywhere.

    A key cannot show anything: it carries what the sign-in had shown that made it.
    """
    if settings.REQUIRE_STAFF_2FA != "everywhere" or sign_in is None:
        return False
    return bool(sign_in.user.is_staff and not sign_in.second_factor)


def require_at_api(sign_in: SignIn) -> None:
    """SecondFactorRequired for staff at the API."""
    if is_kept_from_everything(sign_in):
        raise SecondFactorRequired


def require_at_socket(sign_in: SignIn | None) -> SignIn | None:
    """The sign-in; SecondFactorMissing for staff at a socket."""
    if is_kept_from_everything(sign_in):
        raise SecondFactorMissing
    return sign_in


# Devices that are not asked again ----------------------------------------------------------------------------------------


def trust_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Do not ask this person at this browser for a code for 30 days: a signed note in a cookie."""
    device = device_of(user)
    if device is None:
        return
    others = [note for note in _notes(request) if note[0] != user.pk]
    notes = [[user.pk, _stamp(user, device.pk)], *others][:TRUSTED_AT_ONCE]
    response.set_cookie(
        TRUST_COOKIE,
        signing.dumps(notes, salt=TRUST_SALT, compress=True),
        max_age=TRUST_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/accounts/",
    )


def is_trusted_device(request: HttpRequest, user: User) -> bool:
    """Whether the person asked for that here, and neither the app, the password nor the standing has changed since."""
    device = device_of(user)
    held = next((note[1] for note in _notes(request) if note[0] == user.pk), "")
    return device is not None and any(constant_time_compare(held, stamp) for stamp in _stamps(user, device.pk))


def _notes(request: HttpRequest) -> list[list[Any]]:
    try:
        notes = signing.loads(request.COOKIES.get(TRUST_COOKIE, ""), salt=TRUST_SALT, max_age=TRUST_LASTS)
    except signing.BadSignature:
        return []
    return [note for note in notes if len(note) == 2]


def _stamp(user: User, device_id: int) -> str:
    return _stamps(user, device_id)[0]


def _stamps(user: User, device_id: int) -> list[str]:
    """By the present key, and by those before it."""
    value = f"{user.pk}:{device_id}:{user.password}:{user.standing}"
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(TRUST_SALT, value, secret=key, algorithm="sha256").hexdigest() for key in keys]
