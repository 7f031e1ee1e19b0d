"""Tasks of sign-ins, called by beat."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.tokens import services
from lib.threads import with_connections


@shared_task(name="accounts.forget_expired")
def forget_expired() -> None:
    """Delete sessions and sign-ins that nobody could use any more."""
    with_connections(services.forget_expired, timezone.now())
    with_connections(import_module(settings.SESSION_ENGINE).SessionStore.clear_expired)
