"""What is refused about notifications."""

from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput, NotFound


class UnknownChoice(InvalidInput):
    code = "unknown_choice"
    default_detail = _("There is no such notification.")


class LockedChoice(InvalidInput):
    code = "locked_choice"
    default_detail = _("You are always told about this: it keeps your account safe.")


class UnsubscribeNotValid(NotFound):
    code = "link_not_valid"
    default_detail = _("This link does not hold. Choose under Settings, Notifications what you are told about.")
