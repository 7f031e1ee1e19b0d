"""Index of the app's back office."""

from accounts.api_keys.admin import ApiKeyAdmin
from accounts.audit.admin import AuditEventAdmin
from accounts.profile.admin import DataExportAdmin
from accounts.sessions.admin import LoginSessionAdmin
from accounts.signin.admin import EmailAddressAdmin
from accounts.tokens.admin import RefreshFamilyAdmin
from accounts.totp.admin import RecoveryCodeAdmin, TotpDeviceAdmin
from accounts.users.admin import UserAdmin

__all__ = ["ApiKeyAdmin", "AuditEventAdmin", "DataExportAdmin", "EmailAddressAdmin", "LoginSessionAdmin", "RecoveryCodeAdmin", "RefreshFamilyAdmin", "TotpDeviceAdmin", "UserAdmin"]
