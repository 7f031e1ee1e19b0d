"""What can happen to an account: the name that is stored, and the words for it. Pure but for the translation."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """`<thing>.<what happened>`, in the past tense. A new one is added here, with its words in WORDS."""

    SIGNED_UP = "account.signed_up"
    ACCOUNT_MADE = "account.made"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_OPENED = "account.opened"
    ROLE_CHANGED = "account.role_changed"
    SUPERUSER_CHANGED = "account.superuser_changed"
    NAMES_CHANGED = "account.names_changed"
    ERASURE_ASKED = "account.erasure_asked"
    ERASURE_TAKEN_BACK = "account.erasure_taken_back"
    ERASED = "account.erased"
    EXPORT_ASKED = "account.export_asked"
    EXPORT_TAKEN = "account.export_taken"
    SIGNED_IN = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_LOCKED = "sign_in.locked"
    SIGNED_OUT = "sign_in.signed_out"
    SESSION_ENDED = "session.ended"
    OTHER_SESSIONS_ENDED = "session.others_ended"
    TOKEN_REUSED = "token.reused"  # noqa: S105  the name of what happened
    PASSWORD_CHANGED = "password.changed"  # noqa: S105  the name of what happened
    PASSWORD_RESET_ASKED = "password.reset_asked"  # noqa: S105  the name of what happened
    SIGN_IN_LINK_ASKED = "link.asked"
    WAY_IN_SENT = "link.way_in_made"
    EMAIL_CHANGE_ASKED = "email.change_asked"
    EMAIL_CHANGE_REFUSED = "email.change_refused"
    EMAIL_CHANGED = "email.changed"
    EMAIL_CONFIRMED = "email.confirmed"
    TOTP_ENROLLED = "second_factor.enrolled"
    TOTP_REMOVED = "second_factor.removed"
    SECOND_FACTOR_FAILED = "second_factor.failed"
    RECOVERY_CODES_MADE = "second_factor.recovery_codes_made"
    RECOVERY_CODE_USED = "second_factor.recovery_code_used"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    KEY_MADE = "api_key.made"
    KEY_REVOKED = "api_key.revoked"
    SOCIAL_LINKED = "social.linked"
    SOCIAL_UNLINKED = "social.unlinked"
    WAITLIST_APPROVED = "waitlist.approved"
    WAITLIST_REJECTED = "waitlist.rejected"
    INVITED = "invitation.made"
    INVITATION_TAKEN_BACK = "invitation.taken_back"
    SETUP_DONE = "setup.done"
    ADMIN_CHANGED = "admin.changed"
    MAIL_READ = "admin.mail_read"
    FORGOTTEN = "audit.forgotten"


WORDS: dict[Kind, str | Promise] = {
    Kind.SIGNED_UP: _("Account made"),
    Kind.ACCOUNT_MADE: _("Account made by the school"),
    Kind.ACCOUNT_CLOSED: _("Account closed"),
    Kind.ACCOUNT_OPENED: _("Account opened again"),
    Kind.ROLE_CHANGED: _("Role changed"),
    Kind.SUPERUSER_CHANGED: _("Rights in the back office changed"),
    Kind.NAMES_CHANGED: _("Names changed"),
    Kind.ERASURE_ASKED: _("Deletion of the account asked for"),
    Kind.ERASURE_TAKEN_BACK: _("Deletion of the account taken back"),
    Kind.ERASED: _("Account erased"),
    Kind.EXPORT_ASKED: _("Copy of the data asked for"),
    Kind.EXPORT_TAKEN: _("Copy of the data fetched"),
    Kind.SIGNED_IN: _("Signed in"),
    Kind.SIGN_IN_FAILED: _("Wrong password or code"),
    Kind.SIGN_IN_LOCKED: _("Sign-in locked for a while: too many wrong tries"),
    Kind.SIGNED_OUT: _("Signed out"),
    Kind.SESSION_ENDED: _("One sign-in ended from elsewhere"),
    Kind.OTHER_SESSIONS_ENDED: _("All other sign-ins ended"),
    Kind.TOKEN_REUSED: _("An old token was used again; its sign-in was ended"),
    Kind.PASSWORD_CHANGED: _("Password changed"),
    Kind.PASSWORD_RESET_ASKED: _("New password asked for by mail"),
    Kind.SIGN_IN_LINK_ASKED: _("Sign-in by mail asked for"),
    Kind.WAY_IN_SENT: _("Link for the first password made"),
    Kind.EMAIL_CHANGE_ASKED: _("Change of the e-mail asked for"),
    Kind.EMAIL_CHANGE_REFUSED: _("Change of the e-mail refused from a mail"),
    Kind.EMAIL_CHANGED: _("E-mail changed"),
    Kind.EMAIL_CONFIRMED: _("E-mail confirmed"),
    Kind.TOTP_ENROLLED: _("Authenticator app set up"),
    Kind.TOTP_REMOVED: _("Authenticator app removed"),
    Kind.SECOND_FACTOR_FAILED: _("Wrong code of the second factor"),
    Kind.RECOVERY_CODES_MADE: _("New recovery codes made"),
    Kind.RECOVERY_CODE_USED: _("Recovery code used"),
    Kind.PASSKEY_ADDED: _("Passkey added"),
    Kind.PASSKEY_REMOVED: _("Passkey removed"),
    Kind.KEY_MADE: _("API key made"),
    Kind.KEY_REVOKED: _("API key revoked"),
    Kind.SOCIAL_LINKED: _("Account of another provider linked"),
    Kind.SOCIAL_UNLINKED: _("Account of another provider unlinked"),
    Kind.WAITLIST_APPROVED: _("Request for an account approved"),
    Kind.WAITLIST_REJECTED: _("Request for an account rejected"),
    Kind.INVITED: _("Invitation made"),
    Kind.INVITATION_TAKEN_BACK: _("Invitation taken back"),
    Kind.SETUP_DONE: _("First administrator set up"),
    Kind.ADMIN_CHANGED: _("Changed in the back office"),
    Kind.MAIL_READ: _("Mail read in the back office"),
    Kind.FORGOTTEN: _("Old events deleted"),
}

# How somebody came in, and what was shown beside it: accounts.users.sign_ins has the names.
SIGNED_IN_BY: dict[str, str | Promise] = {
    "password": _("Signed in with the password"),
    "code": _("Signed in with a code from a mail"),
    "link": _("Signed in with a link from a mail"),
    "passkey": _("Signed in with a passkey"),
    "social": _("Signed in through another provider"),
    "sign_up": _("Signed in for the first time"),
}
BESIDE: dict[str, str | Promise] = {
    "totp": _("and the app"),
    "recovery_code": _("and a recovery code"),
    "passkey": _("and a passkey"),
}
