"""`Authorization: Api-Key <key>` for the REST framework, and the one place where scopes are asked for.

A view cannot forget to ask: without this class it takes no keys, with it the scope of its line in `scopes` is required.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts.api_keys import services
from accounts.api_keys.errors import KeyNotValid
from accounts.api_keys.scopes import needed_for_view
from accounts.users.models import User
from accounts.users.sign_ins import SignIn
from lib import context

SCHEME = b"api-key"


class ApiKeyAuthentication(BaseAuthentication):
    """Whose key this is. A header of another scheme is somebody else's matter."""

    def authenticate(self, request: Request) -> tuple[User, SignIn] | None:
        """The user and the sign-in (`request.auth`); None without such a header; KeyNotValid, ScopeMissing, NotWithAKey."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME:
            return None
        sign_in = services.sign_in_of_key(parts[1].decode("latin-1")) if len(parts) == 2 else None
        if sign_in is None:
            raise KeyNotValid
        context.note_actor(sign_in.user.pk)
        view = type((request.parser_context or {})["view"])
        needed = needed_for_view(f"{view.__module__}.{view.__qualname__}", request.method or "")
        services.require_scope(sign_in, needed)
        return sign_in.user, sign_in

    def authenticate_header(self, request: Request) -> str:
        """Makes a refusal of somebody unknown 401 instead of 403."""
        return 'Api-Key realm="api"'


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the API's description names it."""

    target_class = "accounts.api_keys.authentication.ApiKeyAuthentication"
    name = "apiKey"
    match_subclasses = True

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A header of our own scheme, which OpenAPI calls an API key."""
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Api-Key hr_…`, made in Settings."}
