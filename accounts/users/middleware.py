"""A signed-in person's language and time zone hold for the request; that the person was here is remembered."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.users import services
from accounts.users.models import User
from lib import context

THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 3600

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonMiddleware:
    """Behind LocaleMiddleware and AuthenticationMiddleware. Costs a request without a session nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            context.note_actor(request.user.pk)
            with _time_zone_of(request.user):
                response = self._in_own_language(request, request.user)
            _remember_theme(request, response)
        else:
            response = self.get_response(request)
        self._note_seen(request)
        return response

    def _in_own_language(self, request: HttpRequest, user: User) -> HttpResponse:
        if not user.language:
            return self.get_response(request)
        with translation.override(user.language):
            request.LANGUAGE_CODE = user.language
            response = self.get_response(request)
            response.headers["Content-Language"] = user.language
        return response

    @staticmethod
    def _note_seen(request: HttpRequest) -> None:
        """Whoever the view found out to be calling, by session or by token; nobody is looked up for this."""
        user = request.user
        if isinstance(user, SimpleLazyObject) and not request.session.accessed:
            return
        if user.is_authenticated and user.pk:
            services.note_seen(user=user, now=timezone.now())


def _time_zone_of(user: User) -> timezone.override:
    return timezone.override(user.zone or timezone.get_current_timezone())


def _remember_theme(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the chosen theme in the browser, so that the sign-in page has it too. The view may have signed the person out."""
    if isinstance(request.user, User) and request.COOKIES.get(THEME_COOKIE) != request.user.theme:
        response.set_cookie(
            THEME_COOKIE, request.user.theme, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
