"""Jobs and periodic tasks of leaving and of taking one's data along."""

from celery import shared_task
from django.utils import timezone

from accounts.profile import erasure, exports
from lib.jobs import job
from lib.threads import with_connections

job(exports.MAKE, attempts=4)(exports.make_export)


@shared_task(name="accounts.keep_promises")
def keep_promises() -> None:
    """Erase accounts whose days of grace are over, and archives whose week is."""
    now = timezone.now()
    with_connections(erasure.erase_due, now=now)
    with_connections(lambda: exports.delete_exports(rows=exports.expired(now)))
