"""What is refused at the door."""

from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput, NotAllowed, NotSignedIn, RateLimited


class InvalidCredentials(NotSignedIn):
    """The same for a wrong password, an unknown login and a closed account."""

    code = "invalid_credentials"
    default_detail = _("That did not match. Check both, and whether caps lock is on.")

    def __init__(self, detail: str = "", *, tries_left: int | None = None) -> None:
        super().__init__(detail)
        self.tries_left = tries_left


class SignInLocked(RateLimited):
    """Too many wrong passwords; the right one is not looked at either."""

    code = "locked"
    default_detail = _("Too many wrong passwords. Wait five minutes, or set a new one.")


class EmailUnconfirmed(NotSignedIn):
    code = "email_unconfirmed"
    default_detail = _("Open the link in the mail we sent you first.")


class RegistrationClosed(NotAllowed):
    code = "registration_closed"
    default_detail = _("Accounts are made by the school here. Ask your teacher.")


class RegistrationByWaitlist(NotAllowed):
    """Whoever asks is not refused, but waits: doors that know the person's e-mail join the waiting list instead."""

    code = "registration_by_waitlist"
    default_detail = _("Somebody at the school lets people in here. Ask for an account.")


class InviteRequired(InvalidInput):
    code = "invite_required"
    default_detail = _("An account takes an invitation here. Ask your teacher for one.")


class OtpRequired(NotSignedIn):
    """The password was right; a code of the authenticator app or a recovery code is missing."""

    code = "otp_required"
    default_detail = _("Send the six digits of your authenticator app, or a recovery code, as `otp`.")


class OtpInvalid(NotSignedIn):
    code = "otp_invalid"
    default_detail = _("This code is not right, or was used already. Wait for the next one.")


class SecondFactorRequired(NotAllowed):
    """Staff may do this only after showing a second factor."""

    code = "second_factor_required"
    default_detail = _("Set up an authenticator app or a passkey first, and sign in with it.")
