"""The beginning and the end of a server process.

uvicorn says both by the lifespan protocol. daphne says neither: there the end is noticed as the interpreter leaves
(SIGTERM and Ctrl-C both end it in good order), and what needs a beginning starts at first use.
"""

import asyncio
import atexit
import gc
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import Error as DatabaseError
from django.urls import get_resolver

from lib import hub, processes, writer
from lib.threads import in_thread, with_connections

log = logging.getLogger("homeroom.serving")

_ended = False


async def lifespan(
    scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """The ASGI application for lifespan scopes."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await _begin()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await _end()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _begin() -> None:
    """Import every view now rather than in the first request, then take all that from the garbage collector's rounds."""
    await in_thread(lambda: get_resolver().url_patterns)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


async def _end() -> None:
    """Store what was acknowledged to nobody yet, and say that this process holds no seats any more."""
    global _ended  # once a process, whichever way it ends
    _ended = True
    if not await asyncio.get_running_loop().run_in_executor(None, writer.flush):
        log.error("serving.flush_timed_out")
    try:
        await processes.stop()
    except DatabaseError as error:
        log.warning("serving.not_retired", extra={"reason": str(error)})


def _leave() -> None:
    """The same without a loop, for servers that have no lifespan."""
    if _ended or hub.event_loop() is None:
        return
    writer.flush()
    try:
        with_connections(processes.retire, hub.PROCESS_ID)
    except DatabaseError as error:
        log.warning("serving.not_retired", extra={"reason": str(error)})


atexit.register(_leave)
