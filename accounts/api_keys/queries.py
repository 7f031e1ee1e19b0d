"""The keys of one person, for the security page."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.api_keys.models import ApiKey
from accounts.api_keys.scopes import KIND, without_reading, words_of


@dataclass(frozen=True, slots=True)
class ShownKey:
    """One key with what it may do, in words."""

    row: ApiKey
    may: list[str]
    is_expired: bool

    @property
    def begins(self) -> str:
        """How the key itself begins, so that it is found again in a script."""
        return f"{KIND}{self.row.prefix}"


def overview(user: Any) -> list[ShownKey]:
    """The newest first."""
    now = timezone.now()
    return [
        ShownKey(
            row=key,
            may=[words_of(scope) for scope in without_reading(key.scopes)],
            is_expired=key.expires_at is not None and key.expires_at <= now,
        )
        for key in ApiKey.objects.shown().filter(user=user)
    ]
