"""Tokens end with their person's standing."""

from typing import Any

from django.dispatch import receiver

from accounts.tokens import services
from accounts.users.signals import standing_ended


@receiver(standing_ended)
def end_tokens(user_id: int, **signal: Any) -> None:
    """In the same transaction, so no token outlives what it was given for."""
    services.end_families(user_id=user_id)
