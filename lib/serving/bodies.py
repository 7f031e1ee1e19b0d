"""Request bodies, taken in on the event loop before a thread is spent on them: small ones in memory, others on disk."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]

IN_MEMORY = 256 * 1024
# A body gets PATIENCE seconds, and one more for each SLOWEST bytes: who drips a byte a second is not waited for.
PATIENCE = 20.0
SLOWEST = 16 * 1024


class Refused(Exception):
    """The body is not taken in; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class ClientGone(Exception):
    """Nobody waits for an answer any more."""


def limit_for(path: str, limits: Mapping[str, int], default: int) -> int:
    """How many bytes a body for `path` may hold: the longest prefix among `limits` counts."""
    prefixes = [prefix for prefix in limits if path.startswith(prefix)]
    return limits[max(prefixes, key=len)] if prefixes else default


async def take_in(receive: Receive, *, limit: int, declared: int | None) -> IO[bytes]:
    """The whole body, rewound. Refused(413) when it is too long, Refused(408) when it comes too slowly; ClientGone."""
    if declared is not None and declared > limit:
        raise Refused(413)
    # Not a context manager: the file lives as long as the request, and whoever took it in closes it.
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        await _fill(body, receive, limit)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _fill(body: "tempfile.SpooledTemporaryFile[bytes]", receive: Receive, limit: int) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    size = 0
    while True:
        try:
            async with asyncio.timeout_at(began + PATIENCE + size / SLOWEST):
                message = await receive()
        except TimeoutError:
            raise Refused(408) from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise Refused(413)
        body.write(chunk)
        if not message.get("more_body", False):
            return
