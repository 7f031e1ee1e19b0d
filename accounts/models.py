"""Index of the app's models."""

from accounts.api_keys.models import ApiKey
from accounts.audit.models import AuditEvent
from accounts.invitations.models import Invitation
from accounts.links.models import SingleUseLink
from accounts.profile.models import DataExport
from accounts.sessions.models import LoginSession
from accounts.tokens.models import RefreshFamily
from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.users.models import User
from accounts.waitlist.models import WaitlistEntry

__all__ = [
    "ApiKey",
    "AuditEvent",
    "DataExport",
    "Invitation",
    "LoginSession",
    "RecoveryCode",
    "RefreshFamily",
    "SingleUseLink",
    "TotpDevice",
    "User",
    "WaitlistEntry",
]
