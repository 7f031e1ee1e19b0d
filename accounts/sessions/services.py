"""Browser sessions as people see them: begun at sign-in, kept up, ended one by one or all but one, their sockets with them.

What signed in by the API (accounts.tokens) is ended here too: to the person both are places where they are signed in.
"""

from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.sessions.models import LoginSession
from accounts.tokens.models import RefreshFamily
from accounts.tokens.services import end_families
from accounts.users.models import User
from accounts.users.services import CLOSE_NOT_SIGNED_IN
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn, group_of
from lib import context, hub

# What the session itself holds of its row, so that no request has to look it up, and when its use was last noted.
SIGN_IN, NOTED_AT = "sign_in", "sign_in_noted"


@transaction.atomic
def begin(*, user: User, session: SessionBase, method: Method | None, second_factor: SecondFactor) -> LoginSession:
    """Note a sign-in that stands in this session. Signing in again in the same browser keeps the row.

    `method` is None for a session that nobody noted when it began.
    """
    if not session.session_key:
        session.create()
    noted = session.get(SIGN_IN) or {}
    row = LoginSession.objects.filter(pk=noted.get("id"), user=user).first() or LoginSession(user=user)
    LoginSession.objects.filter(session_key=session.session_key).exclude(pk=row.pk).delete()
    who = context.caller()
    row.session_key = session.session_key or ""
    row.method, row.second_factor = method or "", second_factor
    row.address, row.device = who.address, who.device
    row.created_at = row.last_used_at = timezone.now()
    row.expires_at = session.get_expiry_date()
    row.save()
    _note(session, row)
    return row


def note_use(*, session: SessionBase) -> None:
    """The session is in use now, from where the present caller is; it may have got a new key, or never had a row."""
    noted = session.get(SIGN_IN) or {}
    who = context.caller()
    kept = noted and LoginSession.objects.filter(pk=noted["id"]).update(
        session_key=session.session_key,
        last_used_at=timezone.now(),
        address=who.address,
        device=who.device,
        expires_at=session.get_expiry_date(),
    )
    if kept:
        session[SIGN_IN] = {**noted, "key": session.session_key}
        session[NOTED_AT] = int(timezone.now().timestamp())
    else:
        _adopt(session)


def _adopt(session: SessionBase) -> None:
    """A row for a session that holds and has none: from before rows were kept, or kept by a change of the own password."""
    found = sign_in_of_session(session)
    if found is None or not session.session_key or not session.exists(session.session_key):
        return
    try:
        begin(user=found.user, session=session, method=None, second_factor=found.second_factor)
    except IntegrityError:
        # Another request of the same browser was faster.
        _note(session, LoginSession.objects.get(session_key=session.session_key))


def _note(session: SessionBase, row: LoginSession) -> None:
    session[SIGN_IN] = {"id": str(row.pk), "key": row.session_key, "second_factor": str(row.second_factor)}
    session[NOTED_AT] = int(timezone.now().timestamp())


def sign_in_of_session(session: SessionBase) -> SignIn | None:
    """Whose session this is; None when there is none or when the standing it was made with is over.

    Django's own get_user may give the session a new key, which a socket could not tell the browser.
    """
    user_id, held = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    if not user_id or not held:
        return None
    user: User | None = User.objects.active().filter(pk=user_id).first()
    if user is None:
        return None
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    if not any(constant_time_compare(held, one) for one in hashes):
        return None
    return sign_in_in(session, user)


def sign_in_in(session: SessionBase, user: User) -> SignIn:
    """The sign-in of this user, who has been found to be signed in by this session."""
    noted = session.get(SIGN_IN) or {}
    return SignIn(Door.SESSION, noted.get("id", ""), user, SecondFactor(noted.get("second_factor", "")))


def raise_second_factor(*, session: SessionBase, second_factor: SecondFactor) -> None:
    """The person has shown a second factor after signing in."""
    noted = session.get(SIGN_IN) or {}
    session[SIGN_IN] = {**noted, "second_factor": str(second_factor)}
    if noted:
        LoginSession.objects.filter(pk=noted["id"]).update(second_factor=second_factor)


def end(*, row: LoginSession) -> None:
    """End this session: the browser is signed out, its sockets close, in every process."""
    _end_rows(user_id=row.user_id, rows=LoginSession.objects.filter(pk=row.pk))


@transaction.atomic
def sign_out(*, row: LoginSession) -> None:
    """The person leaves here by the own wish."""
    record_event(Kind.SIGNED_OUT, user_id=row.user_id, actor_id=row.user_id, door=Door.SESSION, session=str(row.pk))
    end(row=row)


@transaction.atomic
def end_sign_in(*, row: LoginSession | RefreshFamily) -> None:
    """End one sign-in from elsewhere: a browser's or a program's, its sockets with it."""
    door = Door.SESSION if isinstance(row, LoginSession) else Door.TOKEN
    # `of` is the device that is out now; who did it, and from where, stands in the event's own fields.
    record_event(Kind.SESSION_ENDED, user_id=row.user_id, door=door, session=str(row.pk), of=row.device)
    if isinstance(row, LoginSession):
        end(row=row)
    else:
        _disconnect(row.user_id, Door.TOKEN, end_families(user_id=row.user_id, only=row.pk))


@transaction.atomic
def end_others(*, user: User, keep: SignIn | None) -> int:
    """End every sign-in of this person by browser or program but `keep`; answers how many. API keys stay.

    Call it inside the transaction of what asks for it: a second factor that was added, the person's own wish.
    """
    kept = keep.id if keep is not None and keep.id else None
    rows = LoginSession.objects.filter(user=user)
    ended = _end_rows(user_id=user.pk, rows=rows.exclude(pk=kept) if kept else rows)
    families = end_families(user_id=user.pk, but=kept)
    _disconnect(user.pk, Door.TOKEN, families)
    count = ended + len(families)
    record_event(Kind.OTHER_SESSIONS_ENDED, user_id=user.pk, count=count)
    return count


def forget_expired(now: datetime) -> int:
    """Delete rows whose session is over; answers how many."""
    return LoginSession.objects.left_over(now).delete()[0]


def _end_rows(*, user_id: int, rows: QuerySet[LoginSession]) -> int:
    found = list(rows.values_list("pk", "session_key"))
    LoginSession.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    Session.objects.filter(session_key__in=[key for _, key in found]).delete()
    _disconnect(user_id, Door.SESSION, [pk for pk, _ in found])
    return len(found)


def _disconnect(user_id: int, door: Door, ids: list[object]) -> None:
    groups = [group_of(door, one) for one in ids]
    transaction.on_commit(lambda: hub.disconnect_some(user_id, groups, CLOSE_NOT_SIGNED_IN))
