"""The cheapest WebSocket client there is: one protocol object a socket, one write a frame, no task, no queue.

Many of these live on one event loop, so that the client measures the server and not itself. Texts go out under a mask of
zeros, which the standard allows and which changes no byte; nothing is compressed.
"""

import asyncio
import time
from typing import cast

UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
clock = time.perf_counter


def packed(payload: bytes, opcode: int = TEXT) -> bytes:
    """A whole frame from a client, ready to be written."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, 0x80 | size, 0, 0, 0, 0)) + payload
    if size < 65_536:
        return bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2) + bytes(4) + payload
    return bytes((0x80 | opcode, 0xFF)) + size.to_bytes(8) + bytes(4) + payload


class Wire(asyncio.Protocol):
    """One socket. Subclasses write `opened`, `received` and `ended`."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.close_code: int | None = None
        self.is_over = False
        self._request = b""
        self._rest = b""
        self._is_open = False

    async def connect(self, address: tuple[str, int], path: str) -> None:
        """Open the connection and ask for the upgrade; `opened` is called when it is granted."""
        host, port = address
        self._request = UPGRADE.format(path=path, host=host, port=port).encode()
        await asyncio.get_running_loop().create_connection(lambda: self, host, port)

    def send(self, frame: bytes) -> None:
        """Write a frame made by `packed`."""
        self.transport.write(frame)

    def opened(self) -> None:
        """The server has accepted."""

    def received(self, payload: bytes, at: float) -> None:
        """A text came."""

    def ended(self) -> None:
        """The connection is over."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self.transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_over:
            self.is_over = True
            self.ended()

    def data_received(self, data: bytes) -> None:
        at = clock()
        if self._rest:
            data = self._rest + data
            self._rest = b""
        place = 0
        if not self._is_open:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self.transport.close()
                return
            self._is_open = True
            self.opened()
            place = end + 4
        self._read_frames(data, place, at)

    def _read_frames(self, data: bytes, place: int, at: float) -> None:
        end = len(data)
        while end - place >= 2:
            size = data[place + 1]
            start = place + 2
            if size == 126:
                start += 2
                size = int.from_bytes(data[place + 2 : start])
            elif size == 127:
                start += 8
                size = int.from_bytes(data[place + 2 : start])
            if end < start or end < start + size:
                break
            payload = data[start : start + size]
            opcode = data[place] & 0x0F
            place = start + size
            if opcode == TEXT:
                self.received(payload, at)
            elif opcode == PING:
                self.transport.write(packed(payload, PONG))
            elif opcode == CLOSE:
                self.close_code = int.from_bytes(payload[:2]) if len(payload) >= 2 else 1005
                self.transport.close()
        if place < end:
            self._rest = data[place:]
