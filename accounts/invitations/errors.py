"""What is refused about invitations."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, InvalidInput


class InviteNotValid(InvalidInput):
    """The same for one that never was, is over, was used, or was taken back."""

    code = "invite_not_valid"
    default_detail = _("This invitation does not hold, or no longer: it is for one account, for a while. Ask for a new one.")


class InviteForAnotherEmail(InvalidInput):
    code = "invite_for_another_email"
    default_detail = _("This invitation is for another e-mail.")


class InviteUsed(Conflict):
    code = "invite_used"
    default_detail = _("Somebody has made an account by this invitation.")
