"""Proofs of life of the workers and of beat, kept in the database where every server can read them.

A worker renews its row from a thread of its own, so a long job does not make it look dead. The scheduler's row is written
by a task that beat sends, so it is fresh only while beat, the broker and a worker work together.
"""

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.db import Error as DatabaseError
from django.utils import timezone

from lib.models import Heartbeat
from lib.threads import with_connections

log = logging.getLogger("homeroom.heartbeats")

WORKER = "worker"
SCHEDULER = "scheduler"
EVERY_SECONDS = 5.0
FRESH = timedelta(seconds=15)

_stopping = threading.Event()


def note(name: str, now: datetime) -> None:
    """Say that `name` works at `now`."""
    if not Heartbeat.objects.filter(pk=name).update(at=now):
        Heartbeat.objects.update_or_create(pk=name, defaults={"at": now})


def age(name: str, now: datetime) -> timedelta | None:
    """How long ago `name` last proved that it works; None when it never did."""
    at = Heartbeat.objects.filter(pk=name).values_list("at", flat=True).first()
    return None if at is None else now - at


@worker_ready.connect
def _start(**_: Any) -> None:
    _stopping.clear()
    threading.Thread(target=_keep_noting, name="heartbeat", daemon=True).start()


@worker_shutting_down.connect
def _stop(**_: Any) -> None:
    _stopping.set()


def _keep_noting() -> None:
    while True:
        try:
            with_connections(note, WORKER, timezone.now())
        except DatabaseError as error:
            log.warning("heartbeats.not_noted", extra={"reason": str(error)})
        if _stopping.wait(EVERY_SECONDS):
            return
