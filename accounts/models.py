"""Index of the app's models."""

from accounts.tokens.models import RefreshFamily
from accounts.users.models import User

__all__ = ["RefreshFamily", "User"]
