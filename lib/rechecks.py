"""Whether what open sockets rest on still holds: asked once a minute for all sockets of this process together.

Who ends a right announces it (hub.disconnect), and its sockets close at once. This is for announcements that were lost, and
for what nobody ends: what runs out by the clock. Apps register who can tell (`register`); `lib` knows no sign-ins.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence

from django.conf import settings
from django.db import Error as DatabaseError

from lib import hub
from lib.threads import in_thread

log = logging.getLogger("homeroom.sockets")

# Of these groups, those that still hold. Called in a thread, with at most AT_ONCE groups.
Checker = Callable[[Sequence[str]], Collection[str]]
AT_ONCE = 500

_checkers: dict[str, tuple[Checker, int]] = {}
_task: asyncio.Task[None] | None = None


def register(prefix: str, checker: Checker, code: int) -> None:
    """Groups that begin with `prefix` are checked by this; sockets of those that hold no longer are closed with `code`."""
    _checkers[prefix] = checker, code


def start() -> None:
    """Begin on the running loop. Does nothing when that is so already."""
    global _task  # one for a process
    if _task is None or _task.done() or _task.get_loop() is not asyncio.get_running_loop():
        _task = asyncio.create_task(_keep_looking())


def stop() -> None:
    """The counterpart of `start`."""
    if _task is not None and not _task.get_loop().is_closed():
        _task.cancel()


async def look() -> int:
    """Check every group that a socket of this process is in; answers how many no longer held."""
    ended = 0
    for prefix, (checker, code) in _checkers.items():
        groups = hub.groups_here(prefix)
        for start_at in range(0, len(groups), AT_ONCE):
            some = groups[start_at : start_at + AT_ONCE]
            held = await in_thread(checker, some)
            for group in set(some).difference(held):
                hub.disconnect_here(group, code)
                ended += 1
    return ended


async def _keep_looking() -> None:
    while True:
        await asyncio.sleep(settings.SIGN_IN_LOOK_SECONDS)
        try:
            ended = await look()
        except DatabaseError as error:
            # Nobody is put out because the database is away.
            log.warning("rechecks.failed", extra={"reason": str(error)})
        else:
            if ended:
                log.info("rechecks.ended", extra={"groups": ended})
