"""What the accounts keep about a person, for lib.personal_data."""

from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.api_keys.models import ApiKey
from accounts.audit.models import AuditEvent
from accounts.invitations.models import Invitation
from accounts.links.models import SingleUseLink
from accounts.profile import exports
from accounts.profile.models import DataExport
from accounts.sessions.models import LoginSession
from accounts.tokens.models import RefreshFamily
from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.users.models import User
from accounts.waitlist.models import WaitlistEntry
from lib import personal_data, uploads
from lib.models import OutboxMail, StoredFile

PERSON = (
    "username",
    "email",
    "national_id",
    "full_name",
    "phone",
    "role",
    "language",
    "time_zone",
    "theme",
    "muted",
    "is_active",
    "last_login",
    "last_seen",
    "created_at",
)


def register() -> None:
    """Called once, in ready(). Django's, allauth's and lib's rows about people belong to the accounts too."""
    keep = personal_data.rows_of
    personal_data.register(
        "person",
        covers=["accounts.User_groups.user", "accounts.User_user_permissions.user"],
        export=lambda user: keep(User.objects.filter(pk=user.pk), *PERSON),
        erase=lambda user: (user.groups.clear(), user.user_permissions.clear()),
        stays=_("The number of your account stays, so that what others did with you still adds up. No name stands there."),
    )
    _register_ways_in()
    _register_traces()
    personal_data.register(
        "files",
        covers=["lib.StoredFile.owner"],
        export=lambda user: keep(
            StoredFile.objects.filter(owner=user), "id", "use", "name", "content_type", "size", "sha256", "created_at"
        ),
        files=lambda user: StoredFile.objects.filter(owner=user),
        erase=lambda user: uploads.give_up_all_of(owner=user),
        stays=_("Pictures in quizzes that were played or copied stay with them, without your name."),
    )
    personal_data.register(
        "mails",
        covers=[],
        export=lambda user: keep(
            OutboxMail.objects.filter(to__iexact=user.email or "-"), "to", "subject", "state", "created_at"
        ),
        erase=lambda user: OutboxMail.objects.filter(to__iexact=user.email or "-").delete(),
        stays=_("Mail that went to an earlier address of yours is noted, without its text, for 90 days after it was sent."),
    )


def _register_ways_in() -> None:
    """Sessions, tokens, keys, factors, addresses: deleted with the account; secrets are in no export."""
    by_user: tuple[tuple[str, str, QuerySet[Any], tuple[str, ...]], ...] = (
        ("email_addresses", "account.EmailAddress.user", EmailAddress.objects.all(), ("email", "verified", "primary")),
        (
            "social_accounts",
            "socialaccount.SocialAccount.user",
            SocialAccount.objects.all(),
            ("provider", "uid", "date_joined"),
        ),
        ("passkeys", "mfa.Authenticator.user", Authenticator.objects.all(), ("id", "created_at", "last_used_at")),
        ("apps", "accounts.TotpDevice.user", TotpDevice.objects.all(), ("name", "created_at", "confirmed_at", "last_used_at")),
        ("recovery_codes", "accounts.RecoveryCode.user", RecoveryCode.objects.all(), ("created_at",)),
        ("api_keys", "accounts.ApiKey.user", ApiKey.objects.all(), ("name", "prefix", "scopes", "created_at", "last_used_at")),
        ("links", "accounts.SingleUseLink.user", SingleUseLink.objects.all(), ("purpose", "created_at", "used_at")),
        (
            "api_sign_ins",
            "accounts.RefreshFamily.user",
            RefreshFamily.objects.all(),
            ("method", "address", "device", "created_at", "renewed_at", "ended_at"),
        ),
    )
    personal_data.register(
        "sessions",
        covers=["accounts.LoginSession.user"],
        export=partial(_rows_of, LoginSession.objects.all(), ("method", "address", "device", "created_at", "last_used_at")),
        erase=_forget_sessions,
    )
    for name, field, rows, shown in by_user:
        personal_data.register(
            name,
            covers=[field],
            export=partial(_rows_of, rows, shown),
            erase=partial(_delete_of, rows),
        )


def _rows_of(rows: QuerySet[Any], shown: tuple[str, ...], user: Any) -> personal_data.Rows:
    return personal_data.rows_of(rows.filter(user=user), *shown)


def _delete_of(rows: QuerySet[Any], user: Any) -> None:
    rows.filter(user=user).delete()


def _register_traces() -> None:
    """What tells what somebody did."""
    keep = personal_data.rows_of
    personal_data.register(
        "events",
        covers=["accounts.AuditEvent.user", "accounts.AuditEvent.actor"],
        export=lambda user: keep(AuditEvent.objects.filter(user=user), "at", "kind", "address", "device", "data"),
        erase=lambda user: None,
        stays=_("What happened to your account (signing in, changes of rights) stays in the record until its time is over."),
    )
    personal_data.register(
        "back_office",
        covers=["admin.LogEntry.user"],
        export=lambda user: keep(LogEntry.objects.filter(user=user), "action_time", "object_repr", "change_message"),
        erase=_forget_in_back_office,
        stays=_("What you changed in the back office stays in its history, under the number of your account."),
    )
    personal_data.register(
        "invitations",
        covers=["accounts.Invitation.made_by", "accounts.Invitation.used_by", "accounts.WaitlistEntry.decided_by"],
        export=lambda user: keep(Invitation.objects.filter(used_by=user), "email", "full_name", "created_at", "used_at"),
        erase=_forget_invitations,
    )
    personal_data.register(
        "exports",
        covers=["accounts.DataExport.user"],
        export=lambda user: keep(DataExport.objects.filter(user=user), "state", "created_at", "ready_at"),
        erase=lambda user: exports.delete_exports(rows=DataExport.objects.filter(user=user)),
    )


def _forget_in_back_office(user: Any) -> None:
    """What administrators did with the account stays too, but Django notes the name of each row with it (e-mails masked:
    accounts.audit.receivers)."""
    named = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    for name in filter(None, (user.username, user.full_name, user.national_id)):
        named |= Q(object_repr__iexact=name)
    LogEntry.objects.filter(named).update(object_repr=_("an erased account"))


def _forget_sessions(user: Any) -> None:
    """With what Django keeps in them: the login as it was typed, for one."""
    rows = LoginSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def _forget_invitations(user: Any) -> None:
    """The invitation one came by, and the request for an account before it."""
    Invitation.objects.filter(used_by=user).delete()
    if user.email:
        WaitlistEntry.objects.filter(email__iexact=user.email).delete()
        Invitation.objects.filter(email__iexact=user.email).delete()
