"""Finding users."""

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower

from accounts.users.roles import Role
from lib.folding import Bare, bare
from lib.lookalikes import fold

if TYPE_CHECKING:
    from accounts.users.models import User


class UserQuerySet(models.QuerySet["User"]):
    """Chains on users."""

    def active(self) -> "UserQuerySet":
        """Those who may sign in."""
        return self.filter(is_active=True)

    def due_to_erase(self, at: datetime) -> "UserQuerySet":
        """Those whose days of grace are over."""
        return self.filter(erase_at__lte=at, erased_at=None).order_by("erase_at")

    def administrators(self) -> "UserQuerySet":
        """Those who run the house."""
        return self.filter(role=Role.ADMIN)

    def with_login(self, login: str) -> "UserQuerySet":
        """Whom this e-mail, username or national id belongs to: at most one, as no two of the three can look alike.

        Width is folded here, as it was when the names were stored; case by the database on both sides, so that its unique
        indexes are used and its idea of case is the only one.
        """
        if not login or "\0" in login:  # PostgreSQL takes no text with a null in it
            return self.none()
        plain = unicodedata.normalize("NFKC", login)
        folded = self.alias(_username=Lower("username"), _email=Lower("email"))
        given = Lower(Value(plain))
        return folded.filter(Q(_username=given) | Q(_email=given) | Q(national_id=plain))

    def named(self, search: str) -> "UserQuerySet":
        """Whose name or username holds every word of this, whatever case and accents."""
        words = bare(search.replace("\0", "")).split()[:10]
        found = self.alias(_names=Bare(Concat("full_name", Value(" "), "username"))) if words else self
        for word in words:
            found = found.filter(_names__contains=word)
        return found

    def to_manage(self, search: str) -> "UserQuerySet":
        """For administrators: named so, or with this in the e-mail, or a national id that begins so."""
        text = search.replace("\0", "").strip()
        if not text:
            return self
        by_login = self.filter(Q(email__icontains=text) | Q(national_id__startswith=text))
        return self.filter(Q(pk__in=self.named(text).values("pk")) | Q(pk__in=by_login.values("pk")))

    def with_email_confirmed(self) -> "UserQuerySet":
        """Annotates `email_confirmed`: whether the person proved to read the mail of the e-mail that stands there now."""
        proof = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
        return self.annotate(email_confirmed=Exists(proof))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users as they are given; rules and words for people are in users.services."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> "User":
        """By username, whatever its case."""
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, *, email: str | None = None, **fields: Any) -> "User":
        """A user with the role `student` unless `role` says otherwise; an empty e-mail or national id becomes NULL."""
        if fields.get("role") == Role.ADMIN:
            fields["is_staff"] = True
        user = self.model(
            username=self.model.normalize_username(username),
            email=fold(email or "") or None,
            national_id=fields.pop("national_id", None) or None,
            **fields,
        )
        user.set_password(password)
        user.note_looks()
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator of everything."""
        return self.create_user(username, password, role=Role.ADMIN, is_superuser=True, **fields)
