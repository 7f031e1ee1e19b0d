"""Wrong sign-ins are counted where every process sees them, so that nobody gets to guess many passwords."""

from accounts.signin.errors import SignInLocked
from lib import rate_limits
from lib.errors import RateLimited

WINDOW = 5 * 60
A_LOGIN_AND_ADDRESS = 5
# A school is one address behind its router.
AN_ADDRESS = 300


def refuse_if_locked(*, login: str, address: str) -> None:
    """SignInLocked after too many wrong passwords from here; before the password is looked at, so the right one too."""
    try:
        for scope, key, limit in _counts(login, address):
            rate_limits.check(scope, key, limit=limit, seconds=WINDOW)
    except RateLimited as error:
        raise SignInLocked(retry_after=error.retry_after) from None


def note_wrong(*, login: str, address: str) -> None:
    """Count a wrong sign-in. SignInLocked when others filled the count meanwhile."""
    try:
        for scope, key, limit in _counts(login, address):
            rate_limits.hit(scope, key, limit=limit, seconds=WINDOW)
    except RateLimited as error:
        raise SignInLocked(retry_after=error.retry_after) from None


def _counts(login: str, address: str) -> tuple[tuple[str, str, int], ...]:
    # Logins that nobody has are counted alike, so that a lock tells nothing.
    pair = f"{login.strip().casefold()}|{rate_limits.digest(address)}"
    return ("wrong-sign-in", pair, A_LOGIN_AND_ADDRESS), ("wrong-sign-ins", address, AN_ADDRESS)
