"""Which server processes are alive: each renews a row, and what a process held is void once it stopped doing so."""

import asyncio
import logging
import os
import socket
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from lib import hub, rechecks
from lib.models import ServerProcess
from lib.threads import in_thread

log = logging.getLogger("homeroom.processes")

RENEW_EVERY = 2.0
LEASE = timedelta(seconds=8)
FORGET_AFTER = timedelta(hours=1)

_task: asyncio.Task[None] | None = None


def renew(process_id: str, now: datetime) -> None:
    """Say that this process is alive at `now`."""
    if not ServerProcess.objects.filter(pk=process_id).update(seen_at=now):
        ServerProcess.objects.update_or_create(
            pk=process_id, defaults={"host": socket.gethostname()[:100], "pid": os.getpid(), "seen_at": now}
        )


def alive(now: datetime) -> QuerySet[ServerProcess]:
    """The processes that renewed their row within the lease."""
    return ServerProcess.objects.filter(seen_at__gte=now - LEASE)


def forget_dead(now: datetime) -> int:
    """Delete the rows of processes that died long ago."""
    return ServerProcess.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()[0]


def retire(process_id: str) -> None:
    """The process ends in good order: what it held is void at once."""
    ServerProcess.objects.filter(pk=process_id).delete()


async def start() -> None:
    """Attach the hub to the running loop and keep this process's row fresh. Does nothing when that is so already."""
    global _task  # one heartbeat a process, whoever starts it first
    await hub.attach()
    rechecks.start()
    if _task is None or _task.done() or _task.get_loop() is not asyncio.get_running_loop():
        await in_thread(renew, hub.PROCESS_ID, timezone.now())
        _task = asyncio.create_task(_keep_renewing())


async def stop() -> None:
    """The counterpart of `start`."""
    if _task is not None:
        _task.cancel()
    rechecks.stop()
    await in_thread(retire, hub.PROCESS_ID)
    await hub.detach()


async def _keep_renewing() -> None:
    while True:
        await asyncio.sleep(RENEW_EVERY)
        try:
            await in_thread(renew, hub.PROCESS_ID, timezone.now())
        except DatabaseError as error:
            log.warning("processes.renewal_failed", extra={"reason": str(error)})
