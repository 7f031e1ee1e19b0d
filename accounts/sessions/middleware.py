"""A session's row follows its session: a new key, the last use. Costs a request nothing but once a minute."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.sessions import services
from accounts.users.access import SIGN_IN

EVERY_SECONDS = 60


class SessionMiddleware:
    """Inside Django's own session middleware, which saves what is changed here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.session.accessed and SESSION_KEY in request.session and _is_news(request.session):
            services.note_use(session=request.session)
        return response


def _is_news(session: SessionBase) -> bool:
    """A sign-in without a row, a new key, or a use after a minute."""
    noted = session.get(SIGN_IN)
    if not noted or noted.get("key") != session.session_key:
        return True
    return bool(timezone.now().timestamp() - session.get(services.NOTED_AT, 0) >= EVERY_SECONDS)
