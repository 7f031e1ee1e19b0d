"""Keys end with their person's standing."""

from typing import Any

from django.dispatch import receiver

from accounts.api_keys import services
from accounts.users.signals import standing_ended


@receiver(standing_ended)
def end_keys(user_id: int, **signal: Any) -> None:
    """In the same transaction: whoever changes a password because somebody else was in wants that one's keys gone too."""
    services.end_keys(user_id=user_id)
