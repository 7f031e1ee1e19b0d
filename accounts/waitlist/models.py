"""Who asks for an account where somebody has to say yes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.waitlist.querysets import WaitlistQuerySet


class WaitlistEntry(models.Model):
    """One request. Nobody but the applicant, by mail, and administrators learn of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    username = models.CharField(_("username"), max_length=60, blank=True, help_text=_("What the person would like."))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    note = models.TextField(_("a word to the school"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invitation = models.ForeignKey("accounts.Invitation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(Lower("email"), name="waitlist_email_once")]
        indexes = [models.Index(fields=["state", "created_at"], name="waitlist_state_created")]
        verbose_name = _("request for an account")
        verbose_name_plural = _("waiting list")

    def __str__(self) -> str:
        return self.full_name or self.email
