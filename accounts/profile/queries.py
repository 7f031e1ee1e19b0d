"""What the settings pages show of an account as a whole."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class Protection:
    """What stands between an account and a stranger.

    A passkey is a way in of its own, and counts as both factors when it is used; but it locks no other door. What keeps
    out whoever learns the password is an authenticator app.
    """

    has_password: bool
    has_email: bool
    email_confirmed: bool
    has_app: bool
    passkeys: int
    recovery_codes: int

    @property
    def password_alone_opens(self) -> bool:
        """Whether whoever learns the password is in."""
        return self.has_password and not self.has_app

    @property
    def missing(self) -> str:
        """The one thing to mend next; empty when nothing is missing."""
        if not self.has_password and not self.passkeys:
            return "password"
        if self.password_alone_opens:
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
