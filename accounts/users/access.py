"""Who is calling, and who may see which user."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.users.models import User
from accounts.users.roles import Capability, may
from accounts.users.sign_ins import Door, SecondFactor, SignIn
from lib.errors import NotAllowed, NotFound

# What a browser's session holds of its sign-in, so that no request has to look it up.
SIGN_IN = "sign_in"
PROOF_LASTS = 10 * 60


def sign_in_of(request: Any) -> SignIn | None:
    """How the caller of this request (Django's or the REST framework's) came in; None when nobody is signed in."""
    auth = getattr(request, "auth", None)
    if isinstance(auth, SignIn):
        return auth
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return sign_in_in(request.session, user)


def sign_in_in(session: Any, user: Any) -> SignIn:
    """The sign-in of this user, who has been found to be signed in by this session."""
    noted = session.get(SIGN_IN) or {}
    return SignIn(Door.SESSION, noted.get("id", ""), user, SecondFactor(noted.get("second_factor", "")))


def get_own_account(user: Any) -> User:
    """The caller's own row with all that `user` of the contract shows; NotFound when it is gone or closed meanwhile."""
    found: User | None = User.objects.active().with_email_confirmed().filter(pk=user.pk).first()
    if found is None:
        raise NotFound
    return found


def require_people_manager(user: Any) -> None:
    """NotAllowed unless the role manages people."""
    if not may(user.role, Capability.MANAGE_PEOPLE):
        raise NotAllowed


def may_manage(manager: Any, account: User) -> bool:
    """Whether this person may change that account or make a way in to it: it must not open more than the own one does.

    Whoever could change the e-mail or the password of somebody with more rights would have those rights.
    """
    return may(manager.role, Capability.MANAGE_PEOPLE) and (manager.is_superuser or not account.is_superuser)


def get_account_to_manage(user_id: str, *, by: Any = None) -> User:
    """For those who manage people: any account that is still somebody's, with all that `user` shows; NotFound.

    `by` names who is going to change it: NotAllowed when the account opens more than the own one.
    """
    is_id = user_id.isascii() and user_id.isdigit() and len(user_id) < 19
    rows = User.objects.filter(erased_at=None).with_email_confirmed()
    found: User | None = rows.filter(pk=int(user_id)).first() if is_id else None
    if found is None:
        raise NotFound
    if by is not None and not may_manage(by, found):
        raise NotAllowed(_("This account has more rights than yours. Ask whoever has them all."))
    return found


def is_proof_fresh(request: HttpRequest) -> bool:
    """Whether the person has signed in here, or shown a password or passkey again, within the last minutes: a browser left
    open is not enough to change who comes in."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < PROOF_LASTS for record in records)
