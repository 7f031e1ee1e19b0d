"""What is refused about links."""

from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput


class LinkNotValid(InvalidInput):
    """The same for a link that never was, is over, was used, or was replaced by a newer one."""

    code = "link_not_valid"
    default_detail = _("This link does not hold, or no longer: it works once, for a while, and a newer one replaces it.")
