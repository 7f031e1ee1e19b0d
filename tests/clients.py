"""A WebSocket client of the game's contract, for tests with real processes."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, Self

import websockets


class GameClient:
    """One socket. Everything it received stands in `frames`, with the time of arrival in `at`."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self.url = url
        self.headers = dict(headers or {})
        self.frames: list[dict[str, Any]] = []
        self.at: list[float] = []
        self._socket: websockets.ClientConnection
        self._reader: asyncio.Task[None]
        self._news = asyncio.Condition()
        self._seen = 0
        self.closed = False

    async def __aenter__(self) -> Self:
        self._socket = await websockets.connect(self.url, compression=None, max_size=None, additional_headers=self.headers)
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *error: object) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                self.frames.append(json.loads(text))
                self.at.append(time.time())
                async with self._news:
                    self._news.notify_all()
        except websockets.ConnectionClosed:
            pass
        finally:
            self.closed = True
            async with self._news:
                self._news.notify_all()

    async def send(self, type_: str, **fields: Any) -> None:
        """Send a frame."""
        await self._socket.send(json.dumps({"type": type_, **fields}))

    async def expect(self, *types: str, timeout: float = 10, **fields: Any) -> dict[str, Any]:
        """The next frame of one of these types with these fields, among those not yet taken; others are passed over."""
        give_up = asyncio.get_running_loop().time() + timeout
        while True:
            while self._seen < len(self.frames):
                frame = self.frames[self._seen]
                self._seen += 1
                if frame["type"] in types and all(frame.get(name) == value for name, value in fields.items()):
                    return frame
            left = give_up - asyncio.get_running_loop().time()
            if left <= 0 or self.closed:
                raise AssertionError(f"No {types} {fields} came; got {[f['type'] for f in self.frames]} {self.frames[-3:]}")
            async with self._news:
                if self._seen >= len(self.frames):
                    try:
                        await asyncio.wait_for(self._news.wait(), left)
                    except TimeoutError:
                        continue

    async def closing(self, timeout: float = 10) -> int | None:
        """The code that the server closes this socket with."""
        await asyncio.wait_for(self._socket.wait_closed(), timeout)
        return self._socket.close_code

    def arrived(self, frame: dict[str, Any]) -> float:
        """When this frame arrived (seconds since the epoch)."""
        return next(at for one, at in zip(self.frames, self.at, strict=True) if one is frame)
