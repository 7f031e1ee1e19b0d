"""A host and its players as the benchmark plays them: they note when something came, and look at as little as they can."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from loadtest.wire import Wire, packed

JOIN, REJOIN = "join", "rejoin"


def frame(type_: str, **fields: Any) -> bytes:
    """A client's frame, ready to be written."""
    return packed(json.dumps({"type": type_, **fields}).encode())


class Tally:
    """Counts up to what is expected; `seconds` are the times of arrival."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.seconds: list[float] = []
        self._full = asyncio.Event()
        if not expected:
            self._full.set()

    def note(self, at: float) -> None:
        """One more."""
        self.seconds.append(at)
        if len(self.seconds) >= self.expected:
            self._full.set()

    async def full(self, timeout: float) -> bool:
        """Wait until all have come; whether they have."""
        try:
            await asyncio.wait_for(self._full.wait(), timeout)
        except TimeoutError:
            return False
        return True


class Player(Wire):
    """One phone. `listen` maps the beginning of a frame to what is told of it."""

    def __init__(
        self, nickname: str, *, token: str = "", listen: Mapping[bytes, Callable[["Player", bytes, float], None]]
    ) -> None:
        super().__init__()
        self.nickname = nickname
        self.token = token
        self.listen = listen
        self.answered_at = 0.0
        self.given: dict[int, str] = {}
        self.acks: list[int] = []
        self.reveals: dict[int, bytes] = {}
        self.refusal = ""
        self.end = b""
        self.admitted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def opened(self) -> None:
        self.send(frame(REJOIN, token=self.token) if self.token else frame(JOIN, nickname=self.nickname))

    def received(self, payload: bytes, at: float) -> None:
        # {"type":"question",… : the sixteen bytes after the brace tell the types apart
        told = self.listen.get(payload[9:12])
        if told is not None:
            told(self, payload, at)

    def ended(self) -> None:
        if not self.admitted.done():
            self.admitted.set_result(False)


class Host(Wire):
    """The projector: reads every frame in full."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.frames: list[dict[str, Any]] = []
        self._news = asyncio.Event()

    def opened(self) -> None:
        self.send(frame("host", token=self.token))

    def received(self, payload: bytes, at: float) -> None:
        self.frames.append(json.loads(payload))
        self._news.set()

    async def expect(self, *types: str, timeout: float = 30, **fields: Any) -> dict[str, Any]:
        """The next frame of one of these types with these fields; what came before it is dropped."""
        async with asyncio.timeout(timeout):
            while True:
                while self.frames:
                    one = self.frames.pop(0)
                    if one["type"] in types and all(one.get(name) == value for name, value in fields.items()):
                        return one
                self._news.clear()
                await self._news.wait()
