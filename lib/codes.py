"""Random codes and single-purpose tokens, and what of them may be stored: a digest, never the thing itself."""

import secrets

from django.utils.crypto import salted_hmac

# No 0 O 1 I L: a code is read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_token() -> str:
    """256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def new_digits(count: int) -> str:
    """A code of decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def new_code(groups: int = 2, size: int = 5) -> str:
    """A code to write down, such as K7WQ2-9XHTM; 5 bits a character."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for _ in range(groups))


def tidy(code: str) -> str:
    """A code as typed by a person, without spaces, dashes and case."""
    return "".join(one for one in code if one.isalnum()).upper()


def digest(purpose: str, secret: str) -> str:
    """What stands in the database for a token or code: 64 hex digits, keyed, different for each purpose."""
    return salted_hmac(f"lib.codes.{purpose}", secret, algorithm="sha256").hexdigest()
