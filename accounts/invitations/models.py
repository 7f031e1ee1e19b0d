"""Invitations to make an account."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.invitations.querysets import InvitationQuerySet
from accounts.users.models import User


class Invitation(models.Model):
    """Lets one person make one account. With an e-mail, it is for whoever reads that mail alone."""

    class State(models.TextChoices):
        """What can be done with it; told from the instants below."""

        HOLDS = "holds", _("holds")
        USED = "used", _("used")
        TAKEN_BACK = "taken_back", _("taken back")
        EXPIRED = "expired", _("expired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    username = models.CharField(_("username"), max_length=60, blank=True, help_text=_("A proposal."))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=User.Roles, default=User.Roles.STUDENT)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("used by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email or f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> State:
        """What became of it."""
        if self.used_at is not None:
            return self.State.USED
        if self.taken_back_at is not None:
            return self.State.TAKEN_BACK
        return self.State.HOLDS if self.expires_at > timezone.now() else self.State.EXPIRED
