"""Sockets through `config.asgi.application`, without a server: whole frames in and out.

Tests that use them need `@pytest.mark.django_db(transaction=True)`: services and the writer work in threads with
connections of their own. Rows are made and read in `in_thread`.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from django.conf import settings
from django.test import Client

from lib import processes, writer
from lib.threads import in_thread

WAIT = 10.0
ORIGIN = "http://testserver"

_open = 0


class ClosedError(AssertionError):
    """The server closed the socket; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(f"The socket was closed with {code}.")
        self.code = code


class SocketClient:
    """One connection. `frames` holds every frame it ever got, in order."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self.scope = scope
        self.frames: list[dict[str, Any]] = []
        self.close_code: int | None = None
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task: asyncio.Task[None]
        self._pings = 0

    async def open(self) -> None:
        """Connect; ClosedError when the server refuses."""
        from config.asgi import application

        self._task = asyncio.create_task(application(self.scope, self._to_server.get, self._from_server.put))
        await self._to_server.put({"type": "websocket.connect"})
        message = await self._next()
        if message["type"] != "websocket.accept":
            raise ClosedError(self._closed(message))

    async def hang_up(self, code: int = 1001) -> None:
        """The connection is gone, as when a tab is closed."""
        if not self._task.done():
            await self._to_server.put({"type": "websocket.disconnect", "code": code})
            await asyncio.wait_for(self._task, WAIT)

    async def send(self, type_: str, **fields: Any) -> None:
        """Send a frame."""
        await self.send_text(json.dumps({"type": type_, **fields}))

    async def send_text(self, text: str) -> None:
        """Send a text, whatever it is."""
        await self._to_server.put({"type": "websocket.receive", "text": text, "bytes": None})

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        await self._to_server.put({"type": "websocket.receive", "bytes": data, "text": None})

    async def receive(self) -> dict[str, Any]:
        """The next frame, whole. ClosedError when there is none any more."""
        message = await self._next()
        if message["type"] == "websocket.close":
            raise ClosedError(self._closed(message))
        frame: dict[str, Any] = json.loads(message["text"])
        self.frames.append(frame)
        return frame

    async def receive_until(self, type_: str, **fields: Any) -> dict[str, Any]:
        """The next frame of this type with these fields; the frames before it are passed over (they stay in `frames`)."""
        passed: list[str] = []
        while True:
            try:
                frame = await self.receive()
            except TimeoutError:
                raise AssertionError(f"No {type_} {fields} came, only {passed}.") from None
            if frame["type"] == type_ and all(frame.get(name) == value for name, value in fields.items()):
                return frame
            passed.append(frame["type"])

    async def call(self, type_: str, /, **fields: Any) -> dict[str, Any]:
        """Send a frame and take the next one that comes."""
        await self.send(type_, **fields)
        return await self.receive()

    async def nothing(self) -> None:
        """Nothing is waiting here: the answer to a ping is the very next frame."""
        self._pings += 1
        await self.send("ping", t=-self._pings)
        frame = await self.receive()
        assert (frame["type"], frame.get("t")) == ("pong", -self._pings), f"Something came: {frame}"

    async def drain(self) -> list[dict[str, Any]]:
        """All frames that wait now, by a ping behind them."""
        self._pings += 1
        await self.send("ping", t=-self._pings)
        found = []
        while (frame := await self.receive()).get("t") != -self._pings or frame["type"] != "pong":
            found.append(frame)
        return found

    async def closing(self) -> int:
        """The code the server closes this socket with; frames before it are passed over."""
        while True:
            try:
                await self.receive()
            except ClosedError as closed:
                return closed.code

    async def _next(self) -> dict[str, Any]:
        getter = asyncio.ensure_future(self._from_server.get())
        done, _ = await asyncio.wait({getter, self._task}, timeout=WAIT, return_when=asyncio.FIRST_COMPLETED)
        if getter in done:
            return getter.result()
        getter.cancel()
        if self._task in done:
            self._task.result()  # raises what the application raised
            raise AssertionError("The application ended without a word.")
        raise TimeoutError(f"Nothing came within {WAIT} seconds; so far {[frame['type'] for frame in self.frames]}")

    def _closed(self, message: dict[str, Any]) -> int:
        self.close_code = int(message.get("code") or 1000)
        return self.close_code


@contextlib.asynccontextmanager
async def open_socket(
    path: str,
    user: Any = None,
    headers: Iterable[tuple[str, str]] = (),
    *,
    origin: str | None = None,
    client: str = "127.0.0.1",
) -> AsyncIterator[SocketClient]:
    """A socket at `path`. `user` comes with a session cookie and, as a browser would, with an Origin."""
    global _open  # the last one out switches the process's machinery off
    sent = [("host", "testserver"), *headers]
    if user is not None:
        cookies = [value for name, value in sent if name == "cookie"] + [await in_thread(_session_cookie, user)]
        sent = [pair for pair in sent if pair[0] != "cookie"] + [("cookie", "; ".join(cookies))]
        origin = origin or ORIGIN
    if origin:
        sent.append(("origin", origin))
    address, _, query = path.partition("?")
    socket = SocketClient(
        {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": address,
            "raw_path": address.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent],
            "subprotocols": [],
            "client": (client, 50_000),
            "server": ("testserver", 80),
            "state": {},
            "extensions": {},
        }
    )
    _open += 1
    try:
        await socket.open()
        yield socket
    finally:
        try:
            await socket.hang_up()
        finally:
            _open -= 1
            if not _open:
                await quiet()
                await processes.stop()


async def quiet() -> None:
    """Wait until this process has done what was asked of it: batches are stored, arenas have told what they know."""
    while True:
        await asyncio.to_thread(writer.flush)
        busy = [task for task in asyncio.all_tasks() if _does_something(task)]
        if not busy:
            return
        await asyncio.wait(busy, timeout=WAIT)


def _does_something(task: "asyncio.Task[Any]") -> bool:
    """Whether this is a piece of work that ends by itself, unlike the heartbeats."""
    return getattr(task.get_coro(), "__qualname__", "").startswith(("Arena.", "Ticker."))


def _session_cookie(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
