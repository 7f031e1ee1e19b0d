"""Finding users."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Q

from accounts.users.roles import Role

if TYPE_CHECKING:
    from accounts.users.models import User


class UserQuerySet(models.QuerySet["User"]):
    """Chains on users."""

    def active(self) -> "UserQuerySet":
        """Those who may sign in."""
        return self.filter(is_active=True)

    def with_login(self, login: str) -> "UserQuerySet":
        """Whom this e-mail, username or national id belongs to: at most one, as no two of the three can look alike."""
        return self.filter(Q(username__iexact=login) | Q(email__iexact=login) | Q(national_id=login))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users. Passwords are hashed, an empty e-mail or national id is stored as NULL."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> "User":
        """By username, whatever its case."""
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, *, email: str | None = None, **fields: Any) -> "User":
        """A user with the role `student` unless `role` says otherwise."""
        if fields.get("role") == Role.ADMIN:
            fields["is_staff"] = True
        user = self.model(
            username=self.model.normalize_username(username),
            email=self.normalize_email(email) or None,
            national_id=fields.pop("national_id", None) or None,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator of everything."""
        return self.create_user(username, password, role=Role.ADMIN, is_superuser=True, **fields)
