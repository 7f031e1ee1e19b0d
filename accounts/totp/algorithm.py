"""Codes of an authenticator app (RFC 6238) and how its secret is told. The clock is an argument."""

import base64
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
# A phone's clock may be a step off, and so may the person's typing.
TOLERANCE = 1
# Ten minutes. A clock that is further off is to be set.
MOST_DRIFT = 20
ISSUER = "Homeroom"


@dataclass(frozen=True, slots=True)
class Match:
    """The time step whose code it is, and by how many steps the phone's clock is off."""

    step: int
    drift: int


def looks_like_code(typed: str) -> bool:
    """Whether this is six digits, of whatever script, and so no recovery code."""
    return len(typed) == DIGITS and typed.isdecimal()


def match(*, secret: bytes, code: str, at: float, drift: int, last_step: int) -> Match | None:
    """Which step's code this is: one of the three around `at`, and later than `last_step`. None when it is none of them."""
    if not looks_like_code(code):
        return None
    clock = TOTP(secret, STEP_SECONDS, digits=DIGITS, drift=drift)
    clock.time = at
    if not clock.verify(int(code), tolerance=TOLERANCE, min_t=last_step + 1):
        return None
    return Match(clock.t(), max(-MOST_DRIFT, min(MOST_DRIFT, clock.drift)))


def base32_of(secret: bytes) -> str:
    """As apps take it."""
    return base64.b32encode(secret).decode().rstrip("=")


def otpauth_url(*, secret: bytes, account: str) -> str:
    """What the QR code says."""
    query = {"secret": base32_of(secret), "issuer": ISSUER, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(ISSUER)}:{quote(account, safe='')}?{urlencode(query)}"


def in_groups(text: str, size: int = 4) -> list[str]:
    """A long text as it is read aloud and typed."""
    return [text[start : start + size] for start in range(0, len(text), size)]
