"""Browser sessions as people see them: begun at sign-in, listed, ended one by one or all but one, their sockets with them."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.sessions.models import LoginSession
from accounts.users.models import User
from accounts.users.services import CLOSE_NOT_SIGNED_IN
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn, group_of
from lib import context, hub

# What the session itself holds of its row, so that no request has to look it up.
SIGN_IN = "sign_in"


def begin(*, user: User, session: SessionBase, method: Method, second_factor: SecondFactor) -> LoginSession:
    """Note a sign-in that Django has just written into this session."""
    if not session.session_key:
        session.create()
    who = context.caller()
    LoginSession.objects.filter(session_key=session.session_key).delete()
    row = LoginSession.objects.create(
        user=user,
        session_key=session.session_key or "",
        method=method,
        second_factor=second_factor,
        address=who.address,
        device=who.device,
        expires_at=session.get_expiry_date(),
    )
    session[SIGN_IN] = {"id": str(row.pk), "key": row.session_key, "second_factor": str(second_factor)}
    return row


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


def sign_in_in(session: SessionBase, user: Any) -> SignIn:
    """The sign-in of this user, who has been found to be signed in by this session."""
    noted = session.get(SIGN_IN) or {}
    return SignIn(Door.SESSION, noted.get("id", ""), user, SecondFactor(noted.get("second_factor", "")))


def raise_second_factor(*, session: SessionBase, second_factor: SecondFactor) -> None:
    """The person has shown a second factor after signing in."""
    noted = session.get(SIGN_IN) or {}
    session[SIGN_IN] = {**noted, "second_factor": str(second_factor)}
    if noted:
        LoginSession.objects.filter(pk=noted["id"]).update(second_factor=second_factor)


@transaction.atomic
def end(*, row: LoginSession) -> None:
    """End this session: the browser is signed out, its sockets close, in every process."""
    row_id, key = row.pk, row.session_key
    row.delete()
    import_module(settings.SESSION_ENGINE).SessionStore(key).delete()
    transaction.on_commit(lambda: hub.disconnect(group_of(Door.SESSION, row_id), CLOSE_NOT_SIGNED_IN))


def forget_expired(now: datetime) -> int:
    """Delete rows whose session is over; answers how many."""
    return LoginSession.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def note_use(*, session: SessionBase) -> None:
    """The session is in use now, from where the present caller is; and it may have got a new key since it began."""
    noted = session.get(SIGN_IN)
    if not noted:
        return
    who = context.caller()
    LoginSession.objects.filter(pk=noted["id"]).update(
        session_key=session.session_key, last_used_at=timezone.now(), address=who.address, expires_at=session.get_expiry_date()
    )
    if noted.get("key") != session.session_key:
        session[SIGN_IN] = {**noted, "key": session.session_key}
