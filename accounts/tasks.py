"""Index of the app's tasks."""

from accounts.tokens.tasks import forget_expired

__all__ = ["forget_expired"]
