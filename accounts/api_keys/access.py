"""Which key is whose."""

import uuid
from typing import Any

from accounts.api_keys.models import ApiKey
from lib.errors import NotFound


def get_own_key(user: Any, key_id: uuid.UUID) -> ApiKey:
    """One of the person's own keys that is not revoked. NotFound."""
    key = ApiKey.objects.shown().filter(pk=key_id, user=user).first()
    if key is None:
        raise NotFound
    return key
