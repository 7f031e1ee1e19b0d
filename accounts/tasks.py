"""Index of the app's tasks."""

from accounts.profile.tasks import keep_promises
from accounts.tokens.tasks import forget_expired

__all__ = ["forget_expired", "keep_promises"]
