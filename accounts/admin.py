"""Index of the app's back office."""

from accounts.api_keys.admin import ApiKeyAdmin
from accounts.audit.admin import AuditEventAdmin
from accounts.invitations.admin import InvitationAdmin
from accounts.links.admin import SingleUseLinkAdmin
from accounts.passkeys.admin import PasskeyAdmin
from accounts.profile.admin import DataExportAdmin
from accounts.sessions.admin import LoginSessionAdmin
from accounts.signin.admin import EmailAddressAdmin, SocialAccountAdmin
from accounts.tokens.admin import RefreshFamilyAdmin
from accounts.totp.admin import RecoveryCodeAdmin, TotpDeviceAdmin
from accounts.users.admin import UserAdmin
from accounts.waitlist.admin import WaitlistAdmin

__all__ = [
    "ApiKeyAdmin",
    "AuditEventAdmin",
    "DataExportAdmin",
    "EmailAddressAdmin",
    "InvitationAdmin",
    "LoginSessionAdmin",
    "PasskeyAdmin",
    "RecoveryCodeAdmin",
    "RefreshFamilyAdmin",
    "SingleUseLinkAdmin",
    "SocialAccountAdmin",
    "TotpDeviceAdmin",
    "UserAdmin",
    "WaitlistAdmin",
]
