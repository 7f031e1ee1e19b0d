"""What is refused about passkeys."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, InvalidInput, NotAllowed, NotFound


class PasskeyNotValid(InvalidInput):
    """The same for an answer that is broken, too late, used already, of another place or of nobody's passkey."""

    code = "passkey_not_valid"
    default_detail = _("That did not work. Try once more: each try holds for five minutes and counts once.")


class PasskeyCopied(PasskeyNotValid):
    """Its counter went back: a copy of it may be in other hands."""

    code = "passkey_copied"
    default_detail = _("This passkey was used somewhere else in the meantime, as if there were a copy. Come in by another way.")


class PasskeyKnown(Conflict):
    code = "passkey_known"
    default_detail = _("This device has a passkey here already.")


class TooManyPasskeys(Conflict):
    code = "too_many_passkeys"
    default_detail = _("You have twenty passkeys. Remove one that you no longer need first.")


class PasskeyNotFound(NotFound):
    default_detail = _("You have no such passkey.")


class PasskeysNotHere(NotAllowed):
    """The address of the site is none that browsers keep passkeys for."""

    code = "passkeys_not_here"
    default_detail = _("Passkeys need an address with a name and https. This page was opened by a number.")


class NotByKey(NotAllowed):
    code = "not_by_key"
    default_detail = _("An API key may not change how you sign in.")


class ProofNeeded(NotAllowed):
    """Too long ago that the person showed who it is."""

    code = "proof_needed"
    default_detail = _("It is a while since you signed in. Load this page again and show that it is you.")
