"""Tasks of sign-ins, called by beat."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.api_keys.services import forget_expired as forget_keys
from accounts.links.services import forget_expired as forget_links
from accounts.sessions.services import forget_expired as forget_sessions
from accounts.tokens.services import forget_expired as forget_families
from lib.threads import with_connections

# Django's own sessions first: a row goes when its session has gone.
FORGETTING: tuple[Callable[[datetime], int], ...] = (forget_sessions, forget_families, forget_keys, forget_links)


@shared_task(name="accounts.forget_expired")
def forget_expired() -> None:
    """Delete sessions, sign-ins, keys and links that nobody could use any more."""
    with_connections(import_module(settings.SESSION_ENGINE).SessionStore.clear_expired)
    for forget in FORGETTING:
        with_connections(forget, timezone.now())
