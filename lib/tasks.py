"""Tasks and jobs of the machinery itself."""

from celery import shared_task
from django.utils import timezone

from lib import heartbeats, jobs, mailbox, outbox, processes, rate_limits, uploads
from lib.threads import with_connections

jobs.job(outbox.SEND, attempts=outbox.ATTEMPTS)(outbox.send_mail)


@shared_task(name="lib.sweep_jobs")
def sweep_jobs() -> None:
    """Wake workers for jobs whose message was lost or whose time has come."""
    with_connections(jobs.sweep, timezone.now())


@shared_task(name="lib.beat")
def beat() -> None:
    """Proof that beat, the broker and a worker work together (lib.health)."""
    with_connections(heartbeats.note, heartbeats.SCHEDULER, timezone.now())


@shared_task(name="lib.sweep_files")
def sweep_files() -> None:
    """Delete what lies in the storage without a row."""
    with_connections(uploads.delete_strays, now=timezone.now())


@shared_task(name="lib.clean_up")
def clean_up() -> None:
    """Forget server processes that died long ago, mail that was sent long ago, and files that nothing names."""
    now = timezone.now()
    with_connections(processes.forget_dead, now)
    with_connections(outbox.forget_old, now)
    mailbox.forget_old(now)
    with_connections(rate_limits.forget, now)
    with_connections(uploads.delete_orphans, now=now)
