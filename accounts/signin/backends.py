"""What a login and its password are checked with: one field for e-mail, username and national id; Argon2."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.http import HttpRequest

from accounts.users.models import User


class LoginBackend(ModelBackend):
    """Django's own rights, found by our three names."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> User | None:
        """The user, or None after as much work as a known login costs."""
        if not username or password is None:
            return None
        user: User | None = User.objects.with_login(username.strip()).first()
        if user is None:
            # The work of looking at a password; Django does the same for a user who has none.
            make_password(password)
            return None
        if user.sign_in_by_password(password) and self.user_can_authenticate(user):
            return user
        return None


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters: a class of thirty signs in within a second, by 19 MB and 30 ms a password.

    Django's own take 100 MB and 180 ms of CPU each, which a small machine cannot give to many at once.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
