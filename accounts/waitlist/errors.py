"""What is refused about the waiting list."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, NotAllowed


class NoWaitlist(NotAllowed):
    """Nobody is asked here: everybody may, or only who is invited."""

    code = "registration_closed"
    default_detail = _("Accounts are made by the school here. Ask your teacher.")


class AlreadyIn(Conflict):
    code = "already_in"
    default_detail = _("This person has made an account by the invitation already. Close that account instead.")
