"""Wrong passwords and codes are counted where every process sees them, so that nobody gets to guess many.

Three counts (the numbers are settings): one login from one address, one login from anywhere, one address. Each begins at its
first wrong try and locks for a while when it is full, never for good. What is counted is the person, by whichever of the
names, once the login is known; a login that nobody has is counted alike, so that a lock tells nothing.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass

from django.conf import settings

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.signin.errors import SignInLocked
from accounts.users.models import User
from lib import rate_limits
from lib.errors import RateLimited
from lib.lookalikes import fold
from lib.rate_limits import StrikeRule

NOBODY: frozenset[int] = frozenset()


@dataclass(slots=True)
class Attempt:
    """One try. It counts as wrong unless `was_right` is called within the block of `guard`."""

    user_id: int | None
    tries_left: int
    is_right: bool = False

    def was_right(self) -> None:
        """This secret was right. What was wrong before stays counted until the sign-in is complete (`note_signed_in`)."""
        self.is_right = True


@contextmanager
def guard(
    *, login: str, address: str, known_here: Collection[int] = NOBODY, kind: Kind = Kind.SIGN_IN_FAILED
) -> Iterator[Attempt]:
    """One try of a secret. SignInLocked before it is looked at; a try that was not right is counted and written down.

    It is counted before the block runs, so that of many at once no more are looked at than may be. `known_here` are users
    who signed in at this device before: a lock of their login from anywhere does not hold here. Not inside a transaction.
    """
    counts = _counts_of(login, address, known_here)
    _refuse(counts)
    attempt = Attempt(counts.user_id, _strike(counts.pair))
    try:
        yield attempt
    finally:
        if attempt.is_right:
            rate_limits.take_back(counts.pair)
        else:
            _write_down(counts, attempt.tries_left, kind)


@contextmanager
def guard_address(*, address: str, kind: Kind = Kind.SIGN_IN_FAILED) -> Iterator[Attempt]:
    """As `guard`, for what names no login and cannot be guessed, such as a passkey: only the address is counted, afterwards."""
    refuse_address(address=address)
    attempt = Attempt(None, 0)
    try:
        yield attempt
    finally:
        if not attempt.is_right:
            record_event(kind, user_id=None)
            counts = _counts(None, "", address)
            _count_more(counts, counts.address)


def refuse_address(*, address: str) -> None:
    """SignInLocked after too many wrong tries from this address, at whichever door."""
    with _locks_are_ours():
        rate_limits.refuse_if_locked([_counts(None, "", address).address])


def refuse_if_locked(*, login: str, address: str, known_here: Collection[int] = NOBODY) -> None:
    """SignInLocked after too many wrong tries; before a secret is looked at, so for the right one too."""
    _refuse(_counts_of(login, address, known_here))


def note_signed_in(*, user: User, address: str) -> None:
    """The sign-in is complete, second factor and all: what was wrong before, from here, is forgotten."""
    rate_limits.forgive(_counts(user.pk, "", address).pair)


@dataclass(frozen=True, slots=True)
class _Counts:
    user_id: int | None
    is_known_here: bool
    pair: StrikeRule
    login: StrikeRule
    address: StrikeRule


def _counts_of(login: str, address: str, known_here: Collection[int]) -> _Counts:
    user_id = User.objects.with_login(login.strip()).values_list("pk", flat=True).first()
    return _counts(user_id, fold(login), address, known_here)


def _counts(user_id: int | None, folded: str, address: str, known_here: Collection[int] = NOBODY) -> _Counts:
    who = f"login:{folded}" if user_id is None else f"user:{user_id}"
    seconds = settings.SIGN_IN_LOCK_SECONDS
    return _Counts(
        user_id,
        user_id is not None and user_id in known_here,
        pair=StrikeRule("wrong-sign-in", f"{who}|{rate_limits.digest(address)}", settings.WRONG_SIGN_INS, seconds),
        login=StrikeRule("wrong-sign-ins-login", who, settings.WRONG_SIGN_INS_A_LOGIN, seconds),
        address=StrikeRule("wrong-sign-ins-address", address, settings.WRONG_SIGN_INS_AN_ADDRESS, seconds),
    )


def _refuse(counts: _Counts) -> None:
    rules = [counts.pair, counts.address] if counts.is_known_here else [counts.pair, counts.address, counts.login]
    with _locks_are_ours():
        rate_limits.refuse_if_locked(rules)


def _strike(rule: StrikeRule) -> int:
    with _locks_are_ours():
        return rate_limits.strike(rule)


@contextmanager
def _locks_are_ours() -> Iterator[None]:
    try:
        yield
    except RateLimited as error:
        raise SignInLocked(retry_after=error.retry_after) from None


def _write_down(counts: _Counts, tries_left: int, kind: Kind) -> None:
    """Count for login and address too, and tell the audit: who it was tried on, never what was typed."""
    record_event(kind, user_id=counts.user_id)
    if not tries_left:
        record_event(Kind.SIGN_IN_LOCKED, user_id=counts.user_id, scope=counts.pair.scope)
    # At a device that knows the person the login's own lock does not hold.
    with suppress(SignInLocked) if counts.is_known_here else nullcontext():
        _count_more(counts, counts.login)
    _count_more(counts, counts.address)


def _count_more(counts: _Counts, rule: StrikeRule) -> None:
    if not _strike(rule):
        record_event(Kind.SIGN_IN_LOCKED, user_id=counts.user_id, scope=rule.scope)
