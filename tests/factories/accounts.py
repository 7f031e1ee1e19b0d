"""Users, as unsurprising as can be."""

from typing import Any

from accounts.models import User

PASSWORD = "a long passphrase"


def make_user(username: str = "noor", **fields: Any) -> User:
    """A user whose password is PASSWORD."""
    return User.objects.create_user(username, PASSWORD, **{"email": f"{username}@school.example", **fields})
