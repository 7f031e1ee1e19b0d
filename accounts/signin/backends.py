"""One login field: e-mail, username or national id."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
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
            User().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
