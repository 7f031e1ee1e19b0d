"""Index of the app's back office."""

from accounts.signin.admin import EmailAddressAdmin
from accounts.tokens.admin import RefreshFamilyAdmin
from accounts.users.admin import UserAdmin

__all__ = ["EmailAddressAdmin", "RefreshFamilyAdmin", "UserAdmin"]
