"""The tokens that bring players and hosts back. A player's is a signature over the player's id: nothing of it is stored."""

import hashlib
import secrets

from django.core import signing

SALT = "quizzes.live.player"
UID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_uid() -> str:
    """An id for a player that says nothing: 12 characters, 59 bits."""
    return "".join(secrets.choice(UID_ALPHABET) for _ in range(12))


def player_token(uid: str, game_id: object) -> str:
    """The token of this player in this game; the same each time."""
    return signing.Signer(salt=f"{SALT}.{game_id}").sign(uid)


def player_uid(token: str, game_id: object) -> str | None:
    """Whose token this is; None when it is not one of this game."""
    try:
        return signing.Signer(salt=f"{SALT}.{game_id}").unsign(token)
    except signing.BadSignature:
        return None


def new_host_token() -> str:
    """A secret that makes whoever has it a host."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """A host's token as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_host_token(token: str, stored: str) -> bool:
    """Whether this is the token whose digest is stored."""
    return secrets.compare_digest(digest(token), stored)
