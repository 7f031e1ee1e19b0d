"""Who holds what: whose a token is, as every door asks."""

from accounts.tokens.services import sign_in_of_access_token
from accounts.users.models import User


def user_of_access_token(token: str | bytes) -> User | None:
    """The user this token speaks for, or nobody."""
    found = sign_in_of_access_token(token)
    return found.user if found else None
