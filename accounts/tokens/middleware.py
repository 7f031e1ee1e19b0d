"""Who is calling at a WebSocket."""

from typing import Any

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError, InvalidToken
from rest_framework.exceptions import AuthenticationFailed

from lib.threads import in_thread


def _user_of(token: str) -> Any:
    authentication = JWTAuthentication()
    try:
        return authentication.get_user(authentication.get_validated_token(token.encode()))
    except (TokenError, InvalidToken, AuthenticationFailed):
        return None


async def authenticate_token(token: str) -> Any:
    """The user of this access token; None when it is not valid."""
    return await in_thread(_user_of, token)
