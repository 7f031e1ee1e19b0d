"""The devices people have signed in at: a signed cookie with their ids, which lets them in while their login is locked.

A stranger who guesses at somebody's login from many places locks it, but not for its owner at the own phone. The pages set
the cookie; the API never does, and heeds it where a client sends it.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "devices", "accounts.signin.devices"
A_YEAR = 365 * 24 * 3600
# A school's tablet sees many; those who signed in last are kept.
AT_MOST = 30


def users_known_here(request: HttpRequest) -> frozenset[int]:
    """Whoever has signed in at this device; nobody when the cookie is missing, old or not ours."""
    return frozenset(_ids_in(request))


def note_known_here(request: HttpRequest, user_id: int) -> None:
    """This user has signed in here now, or read the own mail here: the answer to this request will set the cookie."""
    request._known_here = user_id  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie if somebody became known in this request."""
    user_id: int | None = getattr(request, "_known_here", None)
    if user_id is None:
        return
    ids = [user_id, *(one for one in _ids_in(request) if one != user_id)][:AT_MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(ids, salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _ids_in(request: HttpRequest) -> list[int]:
    try:
        ids: list[int] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return []
    return ids
