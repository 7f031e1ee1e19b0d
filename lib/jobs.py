"""Work for later. `enqueue` stores a row in the caller's transaction and wakes a worker after the commit.

The row is the truth: when the broker or the worker dies, a sweep by beat wakes a worker again. So a job may run twice
and must be idempotent. Services call `enqueue` with the job's name and never import the function.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app, shared_task
from django.db import models, transaction
from django.utils import timezone

from lib.models import Job, JobTally
from lib.threads import with_connections

log = logging.getLogger("homeroom.jobs")

RUN = "lib.run_job"
LEASE = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=10)
BACKOFF = (2, 10, 60, 300, 1800, 7200)
KEEP_DONE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Registered:
    """A function that jobs may name."""

    call: Callable[..., object]
    attempts: int


_registry: dict[str, Registered] = {}


def job(name: str, *, attempts: int = 6) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register the function as `name`. It gets the payload as keywords; when it raises it is tried again, up to `attempts`."""

    def register(call: Callable[..., object]) -> Callable[..., object]:
        if name in _registry:
            raise ValueError(f"Two jobs are called {name!r}.")
        _registry[name] = Registered(call, attempts)
        return call

    return register


def registered_names() -> set[str]:
    """Every name that `enqueue` may be given."""
    return set(_registry)


def enqueue(name: str, *, due_at: datetime | None = None, **payload: Any) -> Job:
    """Store a job in the current transaction; a worker is woken after the commit, or at `due_at` by the sweep."""
    row = Job.objects.create(name=name, payload=payload, due_at=due_at or timezone.now())
    if due_at is None:
        transaction.on_commit(lambda: wake(row.pk))
    return row


def wake(job_id: object) -> None:
    """Tell a worker of this job. A broker that does not answer is not an error: the sweep comes by."""
    try:
        current_app.send_task(RUN, args=[str(job_id)], retry=False)
    except Exception as error:
        log.warning("jobs.broker_unreachable", extra={"job": str(job_id), "reason": str(error)})
        return
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())


@shared_task(name=RUN)
def run_job(job_id: str) -> None:
    """What a worker does with a message: claim the row, run it, note the end."""
    with_connections(_run, job_id)


def _run(job_id: str) -> None:
    now = timezone.now()
    free = models.Q(state=Job.State.QUEUED) | models.Q(state=Job.State.RUNNING, lease_until__lt=now)
    claimed = Job.objects.filter(free, pk=job_id, due_at__lte=now).update(
        state=Job.State.RUNNING, lease_until=now + LEASE, attempts=models.F("attempts") + 1
    )
    if not claimed:
        return
    row = Job.objects.get(pk=job_id)
    started = time.perf_counter()
    try:
        entry = _registry[row.name]
        entry.call(**row.payload)
    except Exception as error:
        _note_failure(row, error)
        _count(row.name, "failed", time.perf_counter() - started)
    else:
        Job.objects.filter(pk=row.pk).update(state=Job.State.DONE, finished_at=timezone.now(), last_error="")
        log.info("jobs.done", extra={"job": row.name, "seconds": round(time.perf_counter() - started, 4)})
        _count(row.name, "done", time.perf_counter() - started)


def _count(name: str, outcome: str, seconds: float) -> None:
    """Add one run to what /metrics shows of all workers."""
    rows = JobTally.objects.filter(name=name, outcome=outcome)
    one_more = {"count": models.F("count") + 1, "seconds": models.F("seconds") + seconds}
    if not rows.update(**one_more):
        JobTally.objects.bulk_create([JobTally(name=name, outcome=outcome)], ignore_conflicts=True)
        rows.update(**one_more)


def _note_failure(row: Job, error: Exception) -> None:
    allowed = _registry[row.name].attempts if row.name in _registry else 1
    log.error("jobs.failed", exc_info=error, extra={"job": row.name, "attempt": row.attempts})
    dead = row.attempts >= allowed
    wait = BACKOFF[min(row.attempts, len(BACKOFF)) - 1]
    Job.objects.filter(pk=row.pk).update(
        state=Job.State.DEAD if dead else Job.State.QUEUED,
        due_at=timezone.now() + timedelta(seconds=wait),
        finished_at=timezone.now() if dead else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def revive(rows: models.QuerySet[Job]) -> int:
    """Give the dead among these jobs all their attempts again, from now on; answers how many."""
    ids = list(rows.filter(state=Job.State.DEAD).values_list("pk", flat=True))
    count = Job.objects.filter(pk__in=ids, state=Job.State.DEAD).update(
        state=Job.State.QUEUED, attempts=0, due_at=timezone.now(), sent_at=None, finished_at=None
    )
    for job_id in ids:
        transaction.on_commit(partial(wake, job_id))
    return count


def sweep(now: datetime) -> int:
    """Wake a worker for every due job that none has been woken for lately; answers how many."""
    free = models.Q(state=Job.State.QUEUED) | models.Q(state=Job.State.RUNNING, lease_until__lt=now)
    unsent = models.Q(sent_at=None) | models.Q(sent_at__lt=now - RESEND_AFTER)
    due = list(Job.objects.filter(free & unsent, due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:500])
    for job_id in due:
        wake(job_id)
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - KEEP_DONE).delete()
    return len(due)
