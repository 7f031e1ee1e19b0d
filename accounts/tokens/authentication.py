"""`Authorization: Bearer <access>` for the REST framework."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts.tokens import services
from accounts.tokens.errors import TokenNotValid
from accounts.users.models import User
from accounts.users.sign_ins import SignIn
from lib import context

SCHEME = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """Who holds this access token. A header of another scheme is somebody else's matter."""

    def authenticate(self, request: Request) -> tuple[User, SignIn] | None:
        """The user and the sign-in (`request.auth`); None without such a header; TokenNotValid when it does not hold."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME:
            return None
        sign_in = services.sign_in_of_access_token(parts[1]) if len(parts) == 2 else None
        if sign_in is None:
            raise TokenNotValid
        context.note_actor(sign_in.user.pk)
        return sign_in.user, sign_in

    def authenticate_header(self, request: Request) -> str:
        """Makes a refusal of somebody unknown 401 instead of 403."""
        return 'Bearer realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's description names it."""

    target_class = "accounts.tokens.authentication.TokenAuthentication"
    name = "accessToken"
    match_subclasses = True

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
