"""What is refused about tokens."""

from django.utils.translation import gettext_lazy as _

from lib.errors import NotSignedIn


class TokenNotValid(NotSignedIn):
    code = "token_not_valid"
    default_detail = _("This token is not valid, or no longer. Sign in again.")
