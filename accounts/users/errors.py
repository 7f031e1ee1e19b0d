"""What is refused about users."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict


class LastAdministrator(Conflict):
    code = "last_administrator"
    default_detail = _("This is the last administrator. Make somebody else one first.")


class AdministratorNameTaken(Conflict):
    code = "administrator_name_taken"
    default_detail = _("ADMIN_USERNAME, ADMIN_EMAIL or ADMIN_NATIONAL_ID belongs to somebody who is not an administrator.")
