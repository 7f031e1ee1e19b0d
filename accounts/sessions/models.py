"""A browser that somebody is signed in with."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.sessions.querysets import LoginSessionQuerySet


class LoginSession(models.Model):
    """What the person sees of a browser session, and how it is ended from elsewhere: the row goes with the session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(_("session key"), max_length=40, unique=True, editable=False)
    method = models.CharField(_("signed in by"), max_length=20)
    second_factor = models.CharField(_("second factor"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    objects = LoginSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_used_at"]
        verbose_name = _("browser session")
        verbose_name_plural = _("browser sessions")

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d %H:%M}"
