"""Tasks of the waiting list, called by beat."""

from celery import shared_task
from django.utils import timezone

from accounts.waitlist import services
from lib.threads import with_connections


@shared_task(name="accounts.forget_old_requests")
def forget_old_requests() -> None:
    """Delete requests that nobody needs any more."""
    with_connections(services.forget_old, timezone.now())
