"""Who may see which user."""

from typing import Any

from accounts.users.models import User
from lib.errors import NotFound


def get_own_account(user: Any) -> User:
    """The caller's own row with all that `user` of the contract shows; NotFound when it is gone or closed meanwhile."""
    found: User | None = User.objects.active().with_email_confirmed().filter(pk=user.pk).first()
    if found is None:
        raise NotFound
    return found
