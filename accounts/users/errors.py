"""What is refused about users."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, InvalidInput, NotAllowed


class LastAdministrator(Conflict):
    code = "last_administrator"
    default_detail = _("This is the last administrator, or the last with every right. Make somebody else one first.")


class AdministratorNameTaken(Conflict):
    code = "administrator_name_taken"
    default_detail = _("ADMIN_USERNAME, ADMIN_EMAIL or ADMIN_NATIONAL_ID belongs to somebody who is not an administrator.")


class WrongPassword(InvalidInput):
    """Of somebody who is signed in already, and has to show once more who it is."""

    code = "wrong_password"
    default_detail = _("That is not your password. Is caps lock on?")

    def __init__(self, detail: str = "", *, attr: str | None = None, tries_left: int | None = None) -> None:
        super().__init__(detail, attr=attr)
        self.tries_left = tries_left


class LastWayIn(Conflict):
    """Without it the person could not come in any more: nobody locks the own door from outside."""

    code = "last_way_in"
    default_detail = _("This is your only way in. Choose a password first.")


class AccountClosed(Conflict):
    code = "account_closed"
    default_detail = _("This account is closed. Open it first.")


class SecondFactorRequired(NotAllowed):
    """This may be done only after showing a second factor."""

    code = "second_factor_required"
    default_detail = _("Show a second factor first: sign in with your authenticator app or passkey, or set one up.")
