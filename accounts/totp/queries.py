"""What pages and API show of a person's second factor."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.users.models import User

FEW = 3


@dataclass(frozen=True, slots=True)
class Overview:
    """The app and the codes of one person."""

    is_on: bool
    confirmed_at: datetime | None
    last_used_at: datetime | None
    recovery_codes_left: int

    @property
    def is_running_out(self) -> bool:
        """Whether it is time for new recovery codes."""
        return self.is_on and self.recovery_codes_left <= FEW


def overview(user: User) -> Overview:
    """Two queries."""
    device = TotpDevice.objects.filter(user=user, confirmed=True).first()
    if device is None:
        return Overview(is_on=False, confirmed_at=None, last_used_at=None, recovery_codes_left=0)
    left = RecoveryCode.objects.filter(user=user).count()
    return Overview(is_on=True, confirmed_at=device.confirmed_at, last_used_at=device.last_used_at, recovery_codes_left=left)


def device_of(user: User) -> TotpDevice | None:
    """The app whose codes count; None when there is none."""
    return TotpDevice.objects.filter(user=user, confirmed=True).first()


def has_passkey(user: User) -> bool:
    """Whether the person has another second factor."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exists())
