"""Tasks of the record, called by beat."""

from celery import shared_task
from django.utils import timezone

from accounts.audit import services
from lib.threads import with_connections


@shared_task(name="accounts.forget_old_events")
def forget_old_events() -> None:
    """Delete what has been kept for its time."""
    with_connections(services.forget_old, timezone.now())
