"""What is refused about one's own account."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, InvalidInput


class ExportUnderWay(Conflict):
    code = "export_under_way"
    default_detail = _("Your archive is being made. You get a mail when it is ready.")


class UsernameDiffers(InvalidInput):
    code = "username_differs"
    default_detail = _("Type your username to confirm.")


class NotAskedFor(Conflict):
    code = "wrong_state"
    default_detail = _("Nobody has asked to erase this account.")
