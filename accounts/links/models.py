"""Links that let somebody do one thing once."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SingleUseLink(models.Model):
    """A link for one purpose, used up by a POST and never by a GET. Only digests are kept."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign in")
        WAY_IN = "way_in", _("First password of an account that somebody else made")
        SETUP = "setup", _("First administrator")
        EMAIL_CHANGE = "email_change", _("Change of the e-mail")
        WAITLIST = "waitlist", _("Waiting list")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="single_use_links"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    data = models.JSONField(default=dict, blank=True, editable=False, help_text=_("What the purpose needs to know."))
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("single-use link")
        verbose_name_plural = _("single-use links")

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"
