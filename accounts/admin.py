"""Index of the app's back office."""

from accounts.profile.admin import DataExportAdmin
from accounts.signin.admin import EmailAddressAdmin
from accounts.tokens.admin import RefreshFamilyAdmin
from accounts.users.admin import UserAdmin

__all__ = ["DataExportAdmin", "EmailAddressAdmin", "RefreshFamilyAdmin", "UserAdmin"]
