"""Browser sessions as people see them: begun at sign-in, kept up, ended one by one or all but one, their sockets with them.

What signed in by the API (accounts.tokens) is ended here too: to the person both are places where they are signed in.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.sessions.access import sign_in_of_session
from accounts.sessions.models import LoginSession
from accounts.tokens.models import RefreshFamily
from accounts.tokens.services import end_families, end_family
from accounts.users.access import SIGN_IN
from accounts.users.models import User
from accounts.users.services import CLOSE_NOT_SIGNED_IN, record_sign_in
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn, group_of
from lib import context, hub

NOTED_AT = "sign_in_noted"  # when the session's use was last written down


@transaction.atomic
def begin(*, user: User, session: SessionBase, method: Method | None, second_factor: SecondFactor) -> LoginSession:
    """Note a sign-in that stands in this session. Signing in again in the same browser keeps the row.

    `method` is None for a session that nobody noted when it began.
    """
    if not session.session_key:
        session.create()
    noted = session.get(SIGN_IN) or {}
    row = LoginSession.objects.filter(pk__in=[noted["id"]] if noted else [], user=user).first() or LoginSession(user=user)
    LoginSession.objects.filter(session_key=session.session_key).exclude(pk=row.pk).delete()
    who = context.caller()
    row.session_key = session.session_key or ""
    row.method, row.second_factor = method or "", second_factor
    row.address, row.device = who.address, who.device
    row.created_at = row.last_used_at = timezone.now()
    row.expires_at = session.get_expiry_date()
    row.save()
    _note(session, row)
    if method is not None:
        record_sign_in(user=user, door=Door.SESSION, row_id=row.pk, method=method, second_factor=second_factor)
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


def raise_second_factor(*, session: SessionBase, second_factor: SecondFactor) -> None:
    """The person has shown a second factor after signing in."""
    noted = session.get(SIGN_IN) or {}
    session[SIGN_IN] = {**noted, "second_factor": str(second_factor)}
    if noted:
        LoginSession.objects.filter(pk=noted["id"]).update(second_factor=second_factor)


@transaction.atomic
def end(*, row: LoginSession | RefreshFamily, because: Kind = Kind.SESSION_ENDED) -> None:
    """End one sign-in, a browser's or a program's: it is signed out, its sockets close, in every process."""
    if isinstance(row, RefreshFamily):
        end_family(family=row, because=because)
    elif _end_rows(user_id=row.user_id, rows=LoginSession.objects.filter(pk=row.pk)):
        # `of` is the device that is out now; who did it, and from where, stands in the event's own fields.
        record_event(because, user_id=row.user_id, door=Door.SESSION, session=str(row.pk), of=row.device)


@transaction.atomic
def end_others(*, user: Any, keep: SignIn | None) -> int:
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


def _disconnect(user_id: int, door: Door, ids: Sequence[object]) -> None:
    groups = [group_of(door, one) for one in ids]
    transaction.on_commit(lambda: hub.disconnect_some(user_id, groups, CLOSE_NOT_SIGNED_IN))
