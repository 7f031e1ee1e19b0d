"""Index of the app's models."""

from accounts.users.models import User

__all__ = ["User"]
