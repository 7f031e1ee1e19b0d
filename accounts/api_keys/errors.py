"""What is refused about API keys."""

from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, NotAllowed, NotSignedIn


class KeyNotValid(NotSignedIn):
    """The same for a key that never was, has expired or was revoked."""

    code = "key_not_valid"
    default_detail = _("This API key is not valid, or no longer.")


class ScopeMissing(NotAllowed):
    code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__(_("This API key may not do this: it lacks the scope %(scope)s.") % {"scope": scope})


class NotWithAKey(NotAllowed):
    """Whatever says who gets in is done by the person."""

    code = "not_with_a_key"
    default_detail = _("This is not done with an API key. Sign in.")


class TooManyKeys(Conflict):
    code = "too_many_keys"
    default_detail = _("You have as many API keys as one person may have. Revoke one first.")
