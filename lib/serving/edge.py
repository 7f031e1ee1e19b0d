"""The HTTP edge: the ASGI application in front of Django's WSGI handler.

Under ASGI Django gives each request a thread and a connection of its own; through WSGI and a few kept threads pages are
several times faster (docs/decisions/0006). The event loop does all the waiting: it takes bodies in before a thread is
spent, and sends answers and files after it is free again, so no slow, stuck or vanished client ever holds a thread.
"""

import asyncio
import contextlib
import io
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import IO, Any

from django.conf import settings
from whitenoise.responders import Response, StaticFile

from lib import metrics, uploads
from lib.serving import bodies, files, wsgi

log = logging.getLogger("homeroom.edge")

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

CHUNK = 128 * 1024
# A client that takes no further chunk for this long is let go.
SEND_PATIENCE = 60.0
# After a refusal, that much more of the body is read and dropped, so that the client gets to read the answer.
DRAINED = 8 * 1024 * 1024
DRAIN_SECONDS = 3.0
LIVE_PATH = "/health/live/"


class Edge:
    """Takes http scopes. `application` is the WSGI application that makes the pages."""

    def __init__(self, application: wsgi.Application) -> None:
        self._application = application
        self._pages = ThreadPoolExecutor(max_workers=settings.HTTP_THREADS, thread_name_prefix="page")
        self._reads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="file")

    @cached_property
    def _static(self) -> files.StaticFiles:
        return files.StaticFiles()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == LIVE_PATH:
            # Here and not in a thread: a database that hangs all threads is no reason to restart the process.
            await _send_whole(send, 200, [("Content-Type", "text/plain"), ("Cache-Control", "no-store")], b"ok\n")
            return
        with contextlib.suppress(bodies.ClientGone):
            static = self._static.find(scope["path"])
            if static is not None:
                await self._send_static(static, scope, receive, send)
            else:
                await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = None
        try:
            body = await self._body(scope, receive)
        except bodies.Refused as refusal:
            refused, body = refusal.status, io.BytesIO()
        gone = asyncio.ensure_future(_gone(receive)) if refused is None else None
        try:
            answer = await self._run(wsgi.environ_of(scope, body, refused=refused), gone)
            with answer.body:
                if refused is not None:
                    await _send_refusal(answer, receive, send)
                    return
                await self._send_answer(answer, scope, send, gone)
        finally:
            if gone is not None:
                gone.cancel()

    async def _body(self, scope: Scope, receive: Receive) -> IO[bytes]:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        limit = bodies.limit_for(scope["path"], settings.BODY_LIMITS, settings.BODY_LIMIT)
        if scope["path"] == settings.UPLOADS_PATH:
            limit = uploads.body_limit(scope.get("query_string", b"").decode("latin-1"))
        return await bodies.take_in(receive, limit=limit, declared=int(length) if length.isdigit() else None)

    async def _run(self, environ: dict[str, Any], gone: "asyncio.Future[None] | None") -> wsgi.Answer:
        """Django's answer. A request that still waits for a thread when its client leaves is dropped."""
        # The pool's own future: asyncio's says "cancelled" also of work that a thread has begun.
        job = self._pages.submit(self._in_thread, environ)
        work = asyncio.wrap_future(job)
        if gone is not None:
            waited: set[asyncio.Future[Any]] = {work, gone}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if job.cancel():
                environ["wsgi.input"].close()
                raise bodies.ClientGone
        return await work

    def _in_thread(self, environ: dict[str, Any]) -> wsgi.Answer:
        with environ["wsgi.input"]:
            return wsgi.run(self._application, environ)

    async def _send_answer(self, answer: wsgi.Answer, scope: Scope, send: Send, gone: "asyncio.Future[None] | None") -> None:
        named, headers = files.named_in(answer.headers)
        if named is not None:
            stored = files.stored_file(named)
            if stored is None:
                log.error("edge.file_missing", extra={"path": scope["path"]})
                await _send_whole(send, 404, [("Content-Type", "text/plain")], b"This file is gone.\n")
                return
            with stored:
                await _start(send, answer.status, [*headers, ("Content-Length", str(stored.length))])
                await self._pump(io.BytesIO() if scope["method"] == "HEAD" else stored, send, gone)
            return
        await _start(send, answer.status, headers)
        await self._pump(io.BytesIO() if scope["method"] == "HEAD" else answer.body, send, gone)

    async def _send_static(self, file: StaticFile, scope: Scope, receive: Receive, send: Send) -> None:
        response = files.answer_of(file, scope["method"], scope["headers"], keep=True)
        metrics.http_requests.labels(scope["method"], "static", str(int(response.status))).inc()
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await self._stream(response, send, gone)
        finally:
            gone.cancel()

    async def _stream(self, response: Response, send: Send, gone: "asyncio.Future[None] | None") -> None:
        file = response.file or io.BytesIO()
        with contextlib.closing(file):
            await _start(send, int(response.status), list(response.headers))
            await self._pump(file, send, gone)

    async def _pump(self, file: IO[bytes] | files.StoredPart, send: Send, gone: "asyncio.Future[None] | None") -> None:
        """Send `file` to its end, reading in a thread what is not in memory. Stops when the client has left."""
        loop = asyncio.get_running_loop()
        in_memory = isinstance(file, io.BytesIO)
        while gone is None or not gone.done():
            chunk = file.read(CHUNK) if in_memory else await loop.run_in_executor(self._reads, file.read, CHUNK)
            last = len(chunk) < CHUNK
            try:
                async with asyncio.timeout(SEND_PATIENCE):
                    await send({"type": "http.response.body", "body": chunk, "more_body": not last})
            except TimeoutError:
                raise bodies.ClientGone from None
            if last:
                return


async def _gone(receive: Receive) -> None:
    """Ends when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _start(send: Send, status: int, headers: list[tuple[str, str]]) -> None:
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def _send_whole(send: Send, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    await _start(send, status, [*headers, ("Content-Length", str(len(body)))])
    await send({"type": "http.response.body", "body": body})


async def _send_refusal(answer: wsgi.Answer, receive: Receive, send: Send) -> None:
    """Answer at once, then read on for a moment: a connection reset while the client still sends would eat the answer."""
    await _start(send, answer.status, [*answer.headers, ("Connection", "close")])
    await send({"type": "http.response.body", "body": answer.body.read(), "more_body": True})
    drained = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while drained < DRAINED:
                message = await receive()
                drained += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    break
    await send({"type": "http.response.body", "body": b""})
