"""A session's row follows its session: a new key, the last use. Costs a request nothing but once a minute."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.sessions import services

NOTED_AT = "sign_in_noted"
EVERY_SECONDS = 60


class SessionMiddleware:
    """Inside Django's own session middleware, which saves what is changed here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if not request.session.accessed:
            return response
        noted = request.session.get(services.SIGN_IN)
        if noted:
            now = int(timezone.now().timestamp())
            is_new_key = noted.get("key") != request.session.session_key
            if is_new_key or now - request.session.get(NOTED_AT, 0) >= EVERY_SECONDS:
                request.session[NOTED_AT] = now
                services.note_use(session=request.session)
        return response
