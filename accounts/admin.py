"""Index of the app's back office."""

from accounts.tokens.admin import RefreshFamilyAdmin
from accounts.users.admin import UserAdmin

__all__ = ["RefreshFamilyAdmin", "UserAdmin"]
