"""The one user of all five domains."""

import zoneinfo
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.users.querysets import UserManager
from accounts.users.roles import Role

NATIONAL_ID = r"^\d{12}$"
# Letters, digits and . _ - of any script; no @ (it would look like an e-mail), and not twelve digits (a national id).
USERNAME = r"^(?!\d{12}$)[\w.\-]+$"


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
    email = models.EmailField(_("e-mail"), null=True, blank=True, max_length=254)
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
    language = models.CharField(_("language"), max_length=12, blank=True, help_text=_("Empty: as the browser says."))
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("Empty: the server's."))
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    avatar = models.ForeignKey(
        "lib.StoredFile", verbose_name=_("avatar"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("back office"), default=False, help_text=_("Administrators always have it."))
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

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
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_null_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(role=Role.ADMIN) | models.Q(is_staff=True), name="user_admin_is_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        """What others see."""
        return self.full_name or self.username

    @property
    def zone(self) -> zoneinfo.ZoneInfo | None:
        """The person's own time zone, if one is set."""
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None
