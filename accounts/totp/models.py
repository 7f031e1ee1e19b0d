"""The authenticator app of a person, and the codes for the day the phone is lost."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device


class TotpDevice(Device):
    """RFC 6238, 30 seconds, 6 digits, SHA-1. `confirmed` once the person has shown a code of it.

    A code counts once: `last_step` is the newest time step whose code was taken.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="totp_devices")
    sealed_secret = models.TextField(editable=False, help_text=_("20 random bytes, hexadecimal, sealed (lib.sealing)."))
    last_step = models.BigIntegerField(default=-1, editable=False)
    drift = models.SmallIntegerField(default=0, editable=False, help_text=_("Steps by which the phone's clock is off."))
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        constraints = [models.UniqueConstraint(fields=["user", "confirmed"], name="totp_device_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"


class RecoveryCode(models.Model):
    """A code that was not used yet. Using it deletes the row, so no code is ever used twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
