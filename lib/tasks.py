"""Tasks of the machinery itself, called by beat."""

from celery import shared_task
from django.utils import timezone

from lib import jobs
from lib.threads import with_connections


@shared_task(name="lib.sweep_jobs")
def sweep_jobs() -> None:
    """Wake workers for jobs whose message was lost or whose time has come."""
    with_connections(jobs.sweep, timezone.now())
