"""Random codes and single-purpose tokens, and what of them may be stored: a digest, never the thing itself."""

import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# No 0 O 1 I L: a code is read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PROOF = 32  # characters of a digest: 128 bits


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


def digests(purpose: str, secret: str) -> list[str]:
    """All digests this may stand in the database by: that of SECRET_KEY first, then those of its fallbacks.

    For what outlives a change of the key: look up by `digest__in`.
    """
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(f"lib.codes.{purpose}", secret, secret=key, algorithm="sha256").hexdigest() for key in keys]


def for_mail(token: str) -> str:
    """The token as it stands in a mail and is shown nowhere else: who comes with this form of it has read that mail."""
    return f"{token}.{digest('for_mail', token)[:PROOF]}"


def out_of_mail(given: str) -> tuple[str, bool]:
    """The token in either form, and whether it was taken out of a mail."""
    token, dot, proof = given.rpartition(".")
    if dot and any(constant_time_compare(proof, one[:PROOF]) for one in digests("for_mail", token)):
        return token, True
    return given, False
