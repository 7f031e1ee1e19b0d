"""Who is calling the REST API, by each of our doors, and the rule for staff, which no view can forget: it stands here.

A view names the methods that staff may call before they have a second factor: `without_second_factor = ("GET",)`.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication
from rest_framework.request import Request

from accounts.api_keys import authentication as api_keys
from accounts.signin.second_factor import require_at_api
from accounts.tokens import authentication as tokens
from accounts.users.access import sign_in_in


class StaffRule:
    """For every door: what it found out must also keep the rule. SecondFactorRequired."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """As the door itself."""
        found = super().authenticate(request)  # type: ignore[misc]  # of the door it stands before
        view = (request.parser_context or {}).get("view")
        if found is not None and request.method not in getattr(view, "without_second_factor", ()):
            require_at_api(found[1])
        return found


class CookieAuthentication(authentication.SessionAuthentication):
    """The session cookie with CSRF; the sign-in is `request.auth` here as it is with tokens."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The user and the sign-in; None without a session."""
        found = super().authenticate(request)
        return (found[0], sign_in_in(request._request.session, found[0])) if found is not None else None


class TokenAuthentication(StaffRule, tokens.TokenAuthentication):
    """`Authorization: Bearer <access>`."""


class ApiKeyAuthentication(StaffRule, api_keys.ApiKeyAuthentication):
    """`Authorization: Api-Key <key>`."""


class SessionAuthentication(StaffRule, CookieAuthentication):
    """Our own pages."""


class SessionScheme(OpenApiAuthenticationExtension):
    """How the API's description names it."""

    target_class = "accounts.signin.authentication.SessionAuthentication"
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The session cookie."""
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
