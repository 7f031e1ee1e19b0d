"""The base of every WebSocket consumer: a lean receive loop, an outgoing queue with a bound, a limit on incoming frames.

Channels' own consumers hop into a thread for every frame (docs/decisions/0001). This base is a plain ASGI application;
Channels still routes, checks the Origin and says who is calling.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import msgspec

from lib import hub, metrics, processes
from lib.errors import DomainError, NotAllowed, NotSignedIn, RateLimited, gettext_noop

log = logging.getLogger("homeroom.sockets")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

MAX_QUEUED = 400
MAX_QUEUED_CHARS = 2_000_000
CLOSE_NOT_SIGNED_IN = 4401
CLOSE_NOT_FOUND = 4404
CLOSE_TOO_SLOW = 4408
CLOSE_TOO_FAST = 4429
CLOSE_INTERNAL = 1011


class ErrorFrame(msgspec.Struct, tag="error"):
    """What went wrong with one command; the connection goes on, unless it was that nobody is signed in here."""

    code: str
    detail: str


def encode(frame: msgspec.Struct) -> str:
    """A frame as the text that goes over the wire."""
    return msgspec.json.encode(frame).decode()


class BadMessage(DomainError):
    """A frame that is not JSON, not an object, of an unknown type, or with a field of the wrong shape."""

    code = "bad_message"
    default_detail = gettext_noop("This frame is not understood.")


class TokenBucket:
    """`rate` a second on the long run, `burst` at once."""

    __slots__ = ("_at", "_left", "burst", "rate")

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._left = burst
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether one more may pass now."""
        now = time.monotonic()
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Socket:
    """One connection. Subclasses write `connected`, `received` and `gone`; all three run on the event loop."""

    frames_per_second: ClassVar[float] = 20
    frames_at_once: ClassVar[float] = 60
    max_frame: ClassVar[int] = 16_384
    dropped_before_close: ClassVar[int] = 5_000
    # Where a socket is of no use to somebody unknown: seconds from the accept in which `belongs_to` must have been called.
    signs_in_within: ClassVar[float | None] = None

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._outgoing: deque[str] = deque()
        self._outgoing_chars = 0
        self._draining: asyncio.Task[None] | None = None
        self._closed = False
        self._close_code: int | None = None
        self._send: Send
        self._owners: tuple[str, ...] = ()
        self._patience: asyncio.TimerHandle | None = None
        self._bucket = TokenBucket(self.frames_per_second, self.frames_at_once)
        self._dropped = 0

    @classmethod
    def as_asgi(cls, **options: Any) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
        """The ASGI application: one instance a connection."""

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            await cls(scope, **options)(receive, send)

        return application

    async def __call__(self, receive: Receive, send: Send) -> None:
        self._send = send
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        await processes.start()
        await send({"type": "websocket.accept"})
        metrics.tally.sockets += 1
        code = CLOSE_INTERNAL
        if self.signs_in_within is not None:
            self._patience = asyncio.get_running_loop().call_later(self.signs_in_within, self.refuse_unknown)
        try:
            try:
                await self.connected()
            except DomainError as error:
                self._tell(error)
            code = await self._receive_loop(receive)
        except Exception:
            log.exception("socket.failed", extra={"path": self.scope.get("path", "")})
            self.close(CLOSE_INTERNAL)
        finally:
            metrics.tally.sockets -= 1
            self._closed = True
            self._leave_owners()
            self._lose_patience()
            await self.gone(code)

    def belongs_to(self, user_id: object, *groups: str) -> None:
        """From now on this socket is this user's and of these groups: it is closed when one of them is disconnected
        (hub.disconnect_user when the user's standing ends, hub.disconnect when one sign-in does)."""
        self._leave_owners()
        self._lose_patience()
        self._owners = (hub.user_group(user_id), *groups)
        for group in self._owners:
            hub.join(group, self._hear_of_user)

    def refuse_unknown(self, detail: str = "Say who you are: send `auth` with an access token.") -> None:
        """Nobody is signed in here, or not in time."""
        self.push(encode(ErrorFrame(NotSignedIn.code, detail)))
        self.close(CLOSE_NOT_SIGNED_IN)

    def _lose_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _leave_owners(self) -> None:
        for group in self._owners:
            hub.leave(group, self._hear_of_user)
        self._owners = ()

    def _hear_of_user(self, text: str) -> None:
        said = msgspec.json.decode(text)
        code, only = said.get("disconnect"), said.get("only")
        if isinstance(code, int) and (only is None or not set(only).isdisjoint(self._owners)):
            self.close(code)

    async def _receive_loop(self, receive: Receive) -> int:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return int(message.get("code") or 1005)
            if self._closed:
                continue
            metrics.tally.frames_in += 1
            text = message.get("text")
            try:
                if text is None:
                    raise BadMessage("Frames are JSON texts, not bytes.")
                self._check(text)
                await self.received(text)
            except DomainError as error:
                self._tell(error)

    def _tell(self, error: DomainError) -> None:
        metrics.count_socket_error(error.code)
        self.push(encode(ErrorFrame(error.code, error.detail)))
        if isinstance(error, NotSignedIn):
            self.close(CLOSE_NOT_SIGNED_IN)

    def _check(self, text: str) -> None:
        if not self._bucket.take():
            self._dropped += 1
            if self._dropped > self.dropped_before_close:
                self.close(CLOSE_TOO_FAST)
            raise RateLimited(f"At most {self.frames_per_second:g} frames a second. This one was dropped.")
        if len(text) > self.max_frame:
            raise BadMessage(f"A frame holds at most {self.max_frame} characters.")
        if "\x00" in text or "\\u0000" in text:
            raise BadMessage("A frame may not hold the character U+0000.")

    async def connected(self) -> None:
        """The connection is accepted. A DomainError becomes an `error` frame."""

    async def received(self, text: str) -> None:
        """A frame came. A DomainError becomes an `error` frame."""
        raise NotImplementedError

    async def gone(self, code: int) -> None:
        """The connection is over."""

    def push(self, text: str) -> None:
        """Send `text` after what waits already. Never blocks; a reader too slow for its queue is cut off."""
        if self._closed:
            return
        self._outgoing.append(text)
        self._outgoing_chars += len(text)
        if len(self._outgoing) > MAX_QUEUED or self._outgoing_chars > MAX_QUEUED_CHARS:
            self._outgoing.clear()
            self._outgoing_chars = 0
            self.close(CLOSE_TOO_SLOW)
            return
        self._start_draining()

    def close(self, code: int) -> None:
        """Close after what waits has been sent."""
        if self._closed:
            return
        self._closed = True
        self._close_code = code
        self._start_draining()

    def _start_draining(self) -> None:
        if self._draining is None:
            self._draining = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._outgoing:
                text = self._outgoing.popleft()
                self._outgoing_chars -= len(text)
                metrics.tally.frames_out += 1
                await self._send({"type": "websocket.send", "text": text})
            if self._close_code is not None:
                await self._send({"type": "websocket.close", "code": self._close_code})
        except (OSError, RuntimeError) as error:
            # The peer left while something was on its way: whoever rejoins gets a snapshot.
            self._closed = True
            self._outgoing.clear()
            log.debug("socket.send_failed", extra={"reason": str(error)})
        finally:
            self._draining = None


class NoSuchSocket(Socket):
    """Every address that belongs to no other: said and closed, where Channels would fail the handshake with a 500."""

    async def connected(self) -> None:
        self.push(encode(ErrorFrame("not_found", "No socket has this address.")))
        self.close(CLOSE_NOT_FOUND)

    async def received(self, text: str) -> None:
        """Closed already."""


class PersonalSocket(Socket):
    """A socket that may be somebody's: by what the handshake carried, or by an `auth` frame with an access token.

    The scope's `identify` and `authenticate` (accounts.signin.middleware) say who it is. What the socket was let in with is
    looked at again while it is open (lib.rechecks), so an access token may run out meanwhile: its sign-in must hold.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._sign_in: Any = None

    async def connected(self) -> None:
        """Whoever shows a token or a key that does not hold is told at once, and not taken for nobody. NotSignedIn."""
        if self.scope.get("has_credentials"):
            # What a key may not do is said when it is asked for.
            with contextlib.suppress(NotAllowed):
                await self.sign_in()

    async def sign_in(self) -> Any:
        """The sign-in that this socket rests on; None when nobody is signed in. Refusals of `identify` are raised."""
        if self._sign_in is None and (identify := self.scope.get("identify")) is not None:
            self._take(await identify())
        return self._sign_in

    async def authenticate(self, token: str) -> None:
        """An `auth` frame came. NotSignedIn, which closes the socket, for a token that does not hold."""
        sign_in = await self.scope["authenticate"](token)
        if sign_in is None:
            self._sign_in = None
            raise NotSignedIn("This token is not valid, or no longer.")
        self._take(sign_in)

    def _take(self, sign_in: Any) -> None:
        if sign_in is not None:
            self._sign_in = sign_in
            self.belongs_to(sign_in.user.pk, sign_in.group)
