"""Measures the bare server: connects, a broadcast to all, an echo of each within a second. The client is the same."""

import asyncio
import contextlib
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from loadtest import meter
from loadtest.players import Tally
from loadtest.wire import Wire, clock, packed
from tests.deployment import ROOT, UVICORN, free_port

BROADCAST = packed(b"!" + b"x" * 330)  # as long as a `question` frame
ECHO = packed(b"e" * 60)
PAUSE = 0.2


class Peer(Wire):
    """A socket at the bare server."""

    def __init__(self, limit: "Limit") -> None:
        super().__init__()
        self.limit = limit
        self.sent_at = 0.0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def opened(self) -> None:
        self.ready.set_result(None)

    def received(self, payload: bytes, at: float) -> None:
        if payload.startswith(b"!"):
            self.limit.shown.note(at)
        else:
            self.limit.echoes.append(at - self.sent_at)
            self.limit.echoed.note(at)

    def speak(self) -> None:
        """Say something that comes back."""
        self.sent_at = clock()
        self.send(ECHO)


class Limit:
    """The bare server's sockets."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self.pid = pid
        self.peers: list[Peer] = []
        self.echoes: list[float] = []
        self.shown = self.echoed = Tally(0)

    async def measure(self, sockets: int, rounds: int, over: float) -> dict[str, float]:
        """Figures named as those of a game."""
        before = meter.resident_bytes([self.pid])
        self.peers = [Peer(self) for _ in range(sockets)]
        door = asyncio.Semaphore(200)
        began = clock()

        async def enter(peer: Peer) -> None:
            async with door:
                await peer.connect(("127.0.0.1", self.port), "/")
                await peer.ready

        await asyncio.gather(*map(enter, self.peers))
        connects = sockets / (clock() - began)
        memory = (meter.resident_bytes([self.pid]) - before) / sockets
        lasts, all_of, asking, answering = [], [], 0.0, 0.0
        rng = random.Random(1)
        for _ in range(rounds):
            self.shown, self.echoed = Tally(sockets), Tally(sockets)
            used = meter.cpu_seconds([self.pid])
            began = clock()
            self.peers[0].send(BROADCAST)
            await self.shown.full(60)
            all_of += [at - began for at in self.shown.seconds]
            lasts.append(max(self.shown.seconds) - began)
            asking += meter.cpu_seconds([self.pid]) - used
            used = meter.cpu_seconds([self.pid])
            for peer in self.peers:
                asyncio.get_running_loop().call_later(rng.random() * over, peer.speak)
            await self.echoed.full(60)
            answering += meter.cpu_seconds([self.pid]) - used
            await asyncio.sleep(PAUSE)
        for peer in self.peers:
            peer.transport.abort()
        return {
            "joins_per_second": connects,
            **meter.spread("question", all_of),
            "question_last_ms": 1000 * meter.percentile(lasts, 0.5),
            **meter.spread("ack", self.echoes),
            "question_cpu_ms": 1000 * asking / rounds,
            "answer_cpu_ms": 1000 * answering / (sockets * rounds),
            "player_kilobytes": memory / 1024,
        }


@contextlib.contextmanager
def bare_server() -> Iterator[tuple[int, int]]:
    """uvicorn with the project's options and the bare application: its port and process."""
    port = free_port()
    arguments = ["loadtest.bare:application" if one == "config.asgi:application" else one for one in UVICORN]
    process = subprocess.Popen([sys.executable, *arguments, f"--port={port}", "--lifespan=off"], cwd=ROOT)
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise RuntimeError("The bare server does not answer.")


async def measure_limit(sockets: int, rounds: int, over: float) -> dict[str, float]:
    """A fresh bare server's figures at so many sockets."""
    with bare_server() as (port, pid):
        return await Limit(port, pid).measure(sockets, rounds, over)
