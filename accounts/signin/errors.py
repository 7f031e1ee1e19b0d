"""What is refused at the door."""

import math

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.errors import InvalidInput, NotAllowed, NotSignedIn, RateLimited


class InvalidCredentials(NotSignedIn):
    """The same for a wrong password, an unknown login and a closed account."""

    code = "invalid_credentials"
    default_detail = _("That did not match. Check both, and whether caps lock is on.")

    def __init__(self, detail: str = "", *, tries_left: int | None = None) -> None:
        super().__init__(detail)
        self.tries_left = tries_left


class SignInLocked(RateLimited):
    """Too many wrong passwords or codes; the right one is not looked at either."""

    code = "locked"

    def __init__(self, detail: str = "", *, retry_after: float = 1.0) -> None:
        minutes = max(1, math.ceil(retry_after / 60))
        wait = ngettext(
            "Too many wrong tries. Wait a minute, then try again. Nobody is ever locked out for good.",
            "Too many wrong tries. Wait %(minutes)s minutes, then try again. Nobody is ever locked out for good.",
            minutes,
        )
        super().__init__(detail or wait % {"minutes": apnumber(minutes)}, retry_after=retry_after)


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


class SecondFactorMissing(NotSignedIn):
    """The same as `second_factor_required` of the API, at a socket: this sign-in does not hold there."""

    code = "second_factor_required"
    default_detail = _("Show a second factor first: sign in with your authenticator app or passkey, or set one up.")


class CodeInvalid(InvalidInput):
    """Not the six digits of the mail, or of one that a newer mail has replaced."""

    code = "code_invalid"
    default_detail = _("That is not the code of the newest mail. Look again.")


class CodeUsedUp(InvalidInput):
    code = "code_used_up"
    default_detail = _("Too many wrong codes. Ask for a new mail.")


class EmailUnchanged(InvalidInput):
    code = "email_unchanged"
    default_detail = _("This is your e-mail already.")


class EmailIsConfirmed(InvalidInput):
    code = "email_confirmed"
    default_detail = _("Your e-mail is confirmed already.")
