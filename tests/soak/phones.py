"""Clients that do what the real ones do when a server dies: go to the next one, say who they are, and play on."""

import asyncio
import json
import random
import time
from typing import Any

import websockets

PATIENCE = 15.0


class Client:
    """One socket after another to the servers of a deployment, until the game is over."""

    def __init__(self, addresses: list[str], first: int) -> None:
        self.addresses = addresses
        self.turn = first
        self.returns: list[float] = []
        self.is_done = asyncio.Event()
        self.is_in = asyncio.Event()
        self._lost_at: float | None = None
        self._socket: websockets.ClientConnection | None = None

    async def live(self) -> None:
        """Connect, and connect again, until `finished` has come."""
        while not self.is_done.is_set():
            try:
                async with websockets.connect(self.addresses[self.turn], compression=None, open_timeout=2) as self._socket:
                    await self.say(**self.greeting())
                    async for text in self._socket:
                        await self._hear(json.loads(text))
                        if self.is_done.is_set():
                            return
            except (OSError, TimeoutError, websockets.WebSocketException):
                pass
            self._socket = None
            if self._lost_at is None:
                self._lost_at = time.monotonic()
            self.turn = (self.turn + 1) % len(self.addresses)
            await asyncio.sleep(0.02)

    async def say(self, **frame: Any) -> None:
        """Send, if there is a socket to send on: what is lost is made up for by the next snapshot."""
        if self._socket is not None:
            try:
                await self._socket.send(json.dumps(frame))
            except websockets.ConnectionClosed:
                pass

    def greeting(self) -> dict[str, Any]:
        """The first frame of a new socket."""
        raise NotImplementedError

    async def told(self, frame: dict[str, Any]) -> None:
        """A frame that is no snapshot."""
        raise NotImplementedError

    async def _hear(self, frame: dict[str, Any]) -> None:
        if "state" in frame:
            self.is_in.set()
            if self._lost_at is not None:
                self.returns.append(time.monotonic() - self._lost_at)
                self._lost_at = None
            await self.told(frame)
            if frame["state"]["phase"] == "finished":
                self.is_done.set()
        else:
            await self.told(frame)
            if frame["type"] == "finished":
                self.is_done.set()


class Phone(Client):
    """A player: answers each question once, somewhere in the second after it opened."""

    def __init__(self, addresses: list[str], first: int, nickname: str, rng: random.Random) -> None:
        super().__init__(addresses, first)
        self.nickname = nickname
        self.token = ""
        self.given: dict[int, str] = {}
        self.acknowledged: set[int] = set()
        self.score: int | None = None
        self._rng = rng
        self._tasks: set[asyncio.Task[None]] = set()

    def greeting(self) -> dict[str, Any]:
        return {"type": "rejoin", "token": self.token} if self.token else {"type": "join", "nickname": self.nickname}

    async def told(self, frame: dict[str, Any]) -> None:
        if "state" in frame:
            self.token = frame["token"]
            state = frame["state"]
            if state["phase"] == "question" and not state["answered"]:
                self._answer_soon(state["index"])
            elif state["phase"] == "finished":
                self.score = state["score"]
        elif frame["type"] == "question":
            self._answer_soon(frame["index"])
        elif frame["type"] == "received":
            self.acknowledged.add(frame["question"])
        elif frame["type"] == "finished":
            self.score = frame["you"]["score"]

    def _answer_soon(self, index: int) -> None:
        task = asyncio.create_task(self._answer(index))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, index: int) -> None:
        option = self.given.setdefault(index, self._rng.choice(("right", "wrong")))
        await asyncio.sleep(self._rng.random())
        await self.say(type="answer", question=index, answer=option)


class Projector(Client):
    """The host: goes on to the next question shortly after each reveal."""

    def __init__(self, addresses: list[str], first: int, token: str) -> None:
        super().__init__(addresses, first)
        self.token = token
        self.ready = asyncio.Event()

    def greeting(self) -> dict[str, Any]:
        return {"type": "host", "token": self.token}

    async def told(self, frame: dict[str, Any]) -> None:
        phase = frame["state"]["phase"] if "state" in frame else None
        if phase == "lobby" and self.ready.is_set():
            await self.say(type="start")
        elif phase == "reveal" or frame["type"] == "reveal":
            await asyncio.sleep(0.2)
            await self.say(type="next")

    async def start(self) -> None:
        """Begin, now and at every lobby seen later."""
        self.ready.set()
        await self.say(type="start")
