"""The one user of all five domains."""

import zoneinfo
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.users.querysets import UserManager
from accounts.users.roles import Role
from lib.lookalikes import skeleton, visible

NATIONAL_ID = r"^[0-9]{12}\Z"
# Letters, digits and . _ - of any script; no @ (it would look like an e-mail), and not twelve digits (a national id).
USERNAME = r"^(?!\d{12}\Z)[\w.\-]+\Z"
# Whoever was seen within this is online: `last_seen` is written once a minute at most.
ONLINE = timedelta(minutes=2)
TINTS = 6


class EmailOrNone(models.EmailField):
    """An e-mail, or NULL: only so can many have none while no two have the same. Forms and allauth write "" for none."""

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        return super().get_prep_value(value) or None


def check_time_zone(value: str) -> None:
    """ValidationError unless there is such a time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no such time zone. Write one like Europe/Berlin."), code="invalid")


def check_language(value: str) -> None:
    """ValidationError unless the pages can be read in this language."""
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(_("Homeroom does not speak this language."), code="invalid")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in with username, e-mail or national id; no value of one can pass for another."""

    class Roles(models.TextChoices):
        ADMIN = Role.ADMIN, _("Administrator")
        TEACHER = Role.TEACHER, _("Teacher")
        STUDENT = Role.STUDENT, _("Student")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device says")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(
        _("username"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(USERNAME, _("Letters, digits, dot, dash and underscore; not twelve digits, no @."))],
        error_messages={"unique": _("This username is taken.")},
    )
    email = EmailOrNone(_("e-mail"), null=True, blank=True, max_length=254)
    national_id = models.CharField(
        _("national id"),
        max_length=12,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(NATIONAL_ID, _("Twelve digits."))],
    )
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Roles, default=Roles.STUDENT)
    language = models.CharField(
        _("language"), max_length=12, blank=True, validators=[check_language], help_text=_("Empty: as the browser says.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[check_time_zone], help_text=_("Empty: the server's.")
    )
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    avatar = models.ForeignKey(
        "lib.StoredFile", verbose_name=_("avatar"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    username_look = models.CharField(  # noqa: DJ001  of twins that were there before, one has none
        max_length=240, null=True, editable=False, unique=True, help_text=_("The same for usernames that look alike.")
    )
    email_look = models.CharField(  # noqa: DJ001  as the e-mail
        max_length=600, null=True, editable=False, unique=True, help_text=_("The same for addresses that look alike.")
    )
    muted = models.JSONField(
        _("muted"), default=list, blank=True, help_text=_("Notifications the person does not want, as kind:channel.")
    )
    erase_at = models.DateTimeField(
        _("to be erased"), null=True, blank=True, db_index=True, help_text=_("The person asked for it; it can be taken back.")
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("back office"), default=False, help_text=_("Administrators always have it."))
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    standing = models.PositiveIntegerField(
        _("standing"), default=0, editable=False, help_text=_("Raised when the person's sessions end; see users.services.")
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="user_username_any_case", violation_error_message=_("This username is taken.")
            ),
            models.UniqueConstraint(
                Lower("email"), name="user_email_any_case", violation_error_message=_("This e-mail belongs to an account.")
            ),
            models.CheckConstraint(condition=~models.Q(username__contains="@"), name="user_username_no_at"),
            models.CheckConstraint(condition=~models.Q(username__regex=NATIONAL_ID), name="user_username_no_national_id"),
            models.CheckConstraint(
                condition=models.Q(national_id=None) | models.Q(national_id__regex=NATIONAL_ID), name="user_national_id_digits"
            ),
            models.CheckConstraint(condition=models.Q(email=None) | models.Q(email__contains="@"), name="user_email_has_at"),
            models.CheckConstraint(condition=~models.Q(role=Role.ADMIN) | models.Q(is_staff=True), name="user_admin_is_staff"),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A name is what others see of it: whoever writes it, nothing invisible is stored."""
        self.full_name = visible(self.full_name)
        super().save(*args, **kwargs)

    def note_looks(self) -> None:
        """Set what username and e-mail look like; whoever writes either calls it before it saves."""
        self.username_look = skeleton(self.username)
        self.email_look = skeleton(self.email) if self.email else None

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. Changes nothing: a hash made anew would end the very session that asks."""
        return bool(check_password(raw_password, self.password))

    def sign_in_by_password(self, raw_password: str) -> bool:
        """The same at the door, where a hash of an older kind is made anew."""
        return bool(super().check_password(raw_password))

    @property
    def display_name(self) -> str:
        """What others see."""
        return self.full_name or self.username

    @property
    def initials(self) -> str:
        """What stands where no picture is: the first letters of the first and the last name."""
        words = self.display_name.split()
        return (words[0][0] + words[-1][0] if len(words) > 1 else self.display_name[:2]).upper()

    @property
    def tint(self) -> int:
        """Which of the six colours the initials stand on."""
        return int(self.pk) % TINTS + 1

    @property
    def avatar_url(self) -> str | None:
        """Where the picture is read: a path without a host; None without one. Asks the database nothing."""
        return reverse("file", args=[self.avatar_id, "avatar"]) if self.avatar_id else None

    @property
    def is_online(self) -> bool:
        """Whether the person did something a moment ago."""
        return self.last_seen is not None and timezone.now() - self.last_seen < ONLINE

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this user's: it changes with the password and with the standing."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by the keys that were in use before."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | None = None) -> str:
        value = f"{self.password}:{self.standing}"
        return salted_hmac("accounts.users.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def zone(self) -> zoneinfo.ZoneInfo | None:
        """The person's own time zone, if one is set."""
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None
