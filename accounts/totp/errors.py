"""What is refused about the authenticator app and its codes."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, InvalidInput, NotAllowed, RateLimited


class WrongCode(InvalidInput):
    """No code of the app, or one that counted already, and no recovery code that is left."""

    code = "otp_invalid"
    default_detail = _("This code is not right, or was used already. Wait for the next one.")


class TooManyCodes(RateLimited):
    """Somebody guesses: from wherever, no code of this person is looked at for a while."""

    code = "locked"
    default_detail = _("Too many wrong codes. Wait an hour, or sign in with a passkey.")


class AlreadyOn(Conflict):
    code = "totp_on"
    default_detail = _("An authenticator app is on already. Remove it before you set up another one.")


class NotOn(Conflict):
    code = "totp_off"
    default_detail = _("There is no authenticator app to do this with. Set one up first.")


class NothingToConfirm(Conflict):
    code = "totp_not_begun"
    default_detail = _("This setup is over, or was begun anew elsewhere. Begin once more.")


class SecretUnreadable(Conflict):
    """It was sealed with a key that the settings do not hold any more."""

    code = "otp_unreadable"
    default_detail = _(
        "This server can no longer read the key of your authenticator app. Use a recovery code or a passkey, "
        "or ask an administrator to remove the app."
    )


class ProofNeeded(NotAllowed):
    """A session that was left open may not change how its owner signs in."""

    code = "proof_needed"
    default_detail = _("Show your password again first: sign in anew, or do it on the security page.")


class NotByKey(NotAllowed):
    code = "not_by_key"
    default_detail = _("An API key may not change how you sign in.")
