"""What the security page shows of passkeys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from accounts.passkeys.access import passkeys_of


@dataclass(frozen=True, slots=True)
class Passkey:
    """One of them, without anything secret."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


def overview(user: Any) -> list[Passkey]:
    """The person's passkeys, the oldest first, in one query."""
    return [passkey_in(row) for row in passkeys_of(user)]


def passkey_in(row: Authenticator) -> Passkey:
    """The row as people see it; allauth keeps the name beside the key."""
    return Passkey(row.pk, str(row.data["name"]), row.created_at, row.last_used_at)
