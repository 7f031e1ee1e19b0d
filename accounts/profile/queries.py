"""What the settings pages show of an account as a whole."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class Protection:
    """What stands between an account and a stranger. Two are enough: a password and something one has."""

    has_password: bool
    has_email: bool
    email_confirmed: bool
    has_app: bool
    passkeys: int
    recovery_codes: int

    @property
    def has_second_factor(self) -> bool:
        """Whether somebody with the password alone is kept out."""
        return self.has_app or self.passkeys > 0

    @property
    def missing(self) -> str:
        """The one thing to mend next; empty when nothing is missing."""
        if not self.has_password and not self.passkeys:
            return "password"
        if not self.has_second_factor:
            return "second_factor"
        if self.has_app and not self.recovery_codes:
            return "recovery_codes"
        if not self.has_email:
            return "email"
        return "" if self.email_confirmed else "confirmation"


def protection_of(user: User) -> Protection:
    """In four queries."""
    return Protection(
        has_password=user.has_usable_password(),
        has_email=bool(user.email),
        email_confirmed=EmailAddress.objects.filter(user=user, email__iexact=user.email or "", verified=True).exists(),
        has_app=TotpDevice.objects.filter(user=user, confirmed=True).exists(),
        passkeys=Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count(),
        recovery_codes=RecoveryCode.objects.filter(user=user).count(),
    )
