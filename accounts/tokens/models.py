"""One sign-in by the API and all tokens that come of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tokens.querysets import RefreshFamilyQuerySet
from accounts.users.sign_ins import Method


class RefreshFamily(models.Model):
    """The chain of refresh tokens that began with one sign-in. Only its last one may be used; none of them is stored.

    Every token names its family, so ending the family ends them all, access tokens too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refresh_families")
    current = models.CharField(_("current"), max_length=32, help_text=_("Id of the one refresh token that may be used."))
    method = models.CharField(_("signed in by"), max_length=20, default=Method.PASSWORD)
    second_factor = models.CharField(_("second factor"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    renewed_at = models.DateTimeField(_("renewed"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RefreshFamilyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API sign-in")
        verbose_name_plural = _("API sign-ins")

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d %H:%M}"
