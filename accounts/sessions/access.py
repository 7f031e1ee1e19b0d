"""Whose session this is, and which sign-ins are whose."""

import uuid
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.sessions.models import LoginSession
from accounts.tokens.models import RefreshFamily
from accounts.users.access import sign_in_in, sign_in_of
from accounts.users.models import User
from accounts.users.sign_ins import SignIn
from lib.errors import NotFound

__all__ = ["get_own_sign_in", "sign_in_in", "sign_in_of", "sign_in_of_session"]


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


def get_own_sign_in(user: Any, sign_in_id: uuid.UUID) -> LoginSession | RefreshFamily:
    """One of the person's own sign-ins that holds, by browser or by program. NotFound, whosever else it may be."""
    now = timezone.now()
    row = (
        LoginSession.objects.holding(now).filter(pk=sign_in_id, user=user).first()
        or RefreshFamily.objects.holding(now).filter(pk=sign_in_id, user=user).first()
    )
    if row is None:
        raise NotFound
    return row
