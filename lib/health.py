"""Whether the parts of this deployment work: one check a part, each with its own short patience."""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from lib import heartbeats, storages
from lib.models import OutboxMail
from lib.wires import socket_folder

log = logging.getLogger("homeroom.health")

OK, WARN, FAIL = "ok", "warn", "fail"
PATIENCE_SECONDS = 2.0
MAIL_MAY_WAIT = timedelta(minutes=15)


class Trouble(Exception):
    """A part does not do what it should; the text may be shown to anybody."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a check found."""

    status: str
    detail: str
    seconds: float


def report() -> tuple[bool, dict[str, dict[str, Any]]]:
    """Whether all that must work works, and a row a check. A part that only warns does not fail the whole."""
    rows = {name: _run(name, check) for name, check in CHECKS.items()}
    rows["mail"] = _run("mail", _mail, failing=WARN)
    rows["files"] = _run("files", _files, failing=WARN)
    return all(row.status != FAIL for row in rows.values()), {name: asdict(row) for name, row in rows.items()}


def _run(name: str, check: Callable[[], str], *, failing: str = FAIL) -> Row:
    started = time.perf_counter()
    try:
        status, detail = OK, check()
    except Trouble as trouble:
        status, detail = failing, str(trouble)
    except Exception as error:
        # Whatever a driver raises: the page names the kind only, the log has the rest.
        log.warning("health.failed", extra={"check": name, "reason": str(error)})
        status, detail = failing, type(error).__name__
    return Row(status, detail, round(time.perf_counter() - started, 4))


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return str(connection.vendor)


def _cache() -> str:
    key, value = "health", secrets.token_hex(8)
    cache.set(f"{key}:{value}", value, 10)
    if cache.get(f"{key}:{value}") != value:
        raise Trouble("What was stored was not there again.")
    return "memory" if settings.EMBEDDED else "redis"


def _channel_layer() -> str:
    if settings.EMBEDDED:
        if not socket_folder().is_dir():
            raise Trouble("The folder of the processes' sockets is missing.")
        return "datagrams"
    with redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS) as client:
        client.publish(f"{settings.CHANNEL_PREFIX}:health", b"")
    return "redis"


def _task_queue() -> str:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=PATIENCE_SECONDS)
    return _fresh(heartbeats.WORKER, "No worker runs.")


def _scheduler() -> str:
    return _fresh(heartbeats.SCHEDULER, "Nothing that beat should have started was run lately.")


def _fresh(name: str, trouble: str) -> str:
    age = heartbeats.age(name, timezone.now())
    if age is None or age > heartbeats.FRESH:
        raise Trouble(trouble)
    return f"{max(age.total_seconds(), 0):.0f} s ago"


def _mail() -> str:
    dead = OutboxMail.objects.filter(state=OutboxMail.State.DEAD).count()
    stuck = OutboxMail.objects.filter(
        state__in=[OutboxMail.State.WAITING, OutboxMail.State.SENDING], created_at__lt=timezone.now() - MAIL_MAY_WAIT
    ).count()
    if dead or stuck:
        raise Trouble(f"{dead} could not be sent, {stuck} wait for long.")
    return "nothing waits for long"


def _files() -> str:
    try:
        return storages.files.probe()
    except storages.StorageTrouble as trouble:
        raise Trouble(str(trouble)) from trouble


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "cache": _cache,
    "channel_layer": _channel_layer,
    "task_queue": _task_queue,
    "scheduler": _scheduler,
}
