"""Texts that the database must not show and the program must read again: encrypted with keys from the settings.

Fernet (AES-128-CBC with HMAC-SHA256). The keys come of ENCRYPTION_KEYS, or of SECRET_KEY and its fallbacks: what was sealed
with an older key is still read, and sealed anew with the first one when it is written next.
"""

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class CannotUnseal(Exception):
    """The key this was sealed with is not among the keys any more, or somebody changed it."""


def seal(text: str) -> str:
    """The text, readable with the key alone."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. CannotUnseal."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnseal("Was SECRET_KEY or ENCRYPTION_KEYS changed without keeping the old one?") from error


def _box() -> MultiFernet:
    own = [Fernet(base64.urlsafe_b64encode(sha256(key.encode()).digest())) for key in settings.ENCRYPTION_KEYS]
    return MultiFernet([*own, *(Fernet(_key_of(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))])


def _key_of(secret: str) -> bytes:
    return base64.urlsafe_b64encode(salted_hmac("lib.sealing", "key", secret=secret, algorithm="sha256").digest())
