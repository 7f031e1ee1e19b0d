"""A cookie that tells a browser from others, so that who was kicked does not come back with a reload. Signed; not a proof."""

import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie

from django.core import signing

COOKIE = "homeroom_device"
SALT = "quizzes.live.device"
MAX_AGE = 400 * 24 * 3600


def new_cookie() -> str:
    """A value for a browser that has none."""
    return signing.Signer(salt=SALT).sign(secrets.token_urlsafe(12))


def digest_of(cookie_header: str) -> str:
    """What a game keeps of the cookie; empty when there is none, or one that we did not make."""
    if COOKIE not in cookie_header:
        return ""
    try:
        morsel = SimpleCookie(cookie_header).get(COOKIE)
        value = signing.Signer(salt=SALT).unsign(morsel.value) if morsel else ""
    except (CookieError, signing.BadSignature):
        return ""
    return hashlib.sha256(value.encode()).hexdigest() if value else ""
