"""Authenticator apps: what a phone would show for somebody's secret."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django_otp.oath import hotp

from accounts.totp.models import RecoveryCode, TotpDevice
from lib import codes, sealing

SECRET = bytes(range(1, 21))


@dataclass
class App:
    """A phone with a secret."""

    secret: bytes
    device: Any = None
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        """What it shows now, or so many steps of 30 seconds later."""
        return f"{hotp(self.secret, int(timezone.now().timestamp()) // 30 + steps):06}"

    def wrong_code(self) -> str:
        """Six digits that none of the steps around now has."""
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for number in range(10) if (code := f"{number:06}") not in near)


def make_app(user: Any, *, secret: bytes = SECRET, recovery_codes: int = 3) -> App:
    """An app that is on, with that many recovery codes."""
    device = TotpDevice.objects.create(
        user=user, confirmed=True, confirmed_at=timezone.now(), sealed_secret=sealing.seal(secret.hex())
    )
    made = [codes.new_code() for _ in range(recovery_codes)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=codes.digest(f"recovery_code.{user.pk}", codes.tidy(code))) for code in made
    )
    return App(secret, device, made)
