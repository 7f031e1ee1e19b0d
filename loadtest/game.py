"""One whole game: a host, its players, question after question; what is measured stands in `Figures`."""

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from loadtest.players import Host, Player, Tally, frame
from loadtest.wire import clock

PATIENCE = 60.0
AT_THE_DOOR = 200
OPTIONS = ("right", "wrong")


@dataclass
class Figures:
    """Seconds, one entry a delivery, but for `last_…`: one entry a question, until the last player had it."""

    join_seconds: float = 0.0
    questions: list[float] = field(default_factory=list)
    last_question: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    answering: list[float] = field(default_factory=list)
    reveals: list[float] = field(default_factory=list)
    last_reveal: list[float] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        """Take in what another game measured at the same time."""
        self.join_seconds = max(self.join_seconds, other.join_seconds)
        for name, times in vars(other).items():
            if isinstance(times, list):
                getattr(self, name).extend(times)


class Game:
    """A game and its sockets, spread over the servers in turn."""

    def __init__(
        self,
        opened: dict[str, Any],
        servers: Sequence[tuple[str, int]],
        players: int,
        *,
        seed: int = 1,
        patience: float = PATIENCE,
    ) -> None:
        self.id = str(opened["id"])
        self.path = f"/ws/games/{opened['pin']}/"
        self.servers = servers
        self.figures = Figures()
        self.host = Host(opened["host_token"])
        self.rng = random.Random(seed)
        self.patience = patience
        self.index = -1
        self.broken: list[str] = []
        listen = {b"joi": self._joined, b"rej": self._joined, b"err": self._refused, b"que": self._question}
        listen |= {b"rec": self._received, b"rev": self._revealed, b"fin": self._finished}
        self.players = [Player(f"Player {number}", listen=listen) for number in range(players)]
        self._shown = self._acked = self._told = self._ended = Tally(0)

    # Getting in -------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Connect the host."""
        await self.host.connect(self.servers[0], self.path)
        await self.host.expect("hosting")

    async def fill(self) -> None:
        """Connect and join all players, AT_THE_DOOR at a time."""
        door = asyncio.Semaphore(AT_THE_DOOR)
        began = clock()

        async def enter(number: int, player: Player) -> None:
            async with door:
                await player.connect(self.servers[number % len(self.servers)], self.path)
                await asyncio.wait_for(player.admitted, self.patience)

        await asyncio.gather(*(enter(number, player) for number, player in enumerate(self.players)))
        self.figures.join_seconds = clock() - began
        self.players = [player for player in self.players if player.admitted.result()]

    # Playing ----------------------------------------------------------------------------------------------------

    async def ask(self, index: int) -> None:
        """Have the host open the next question; wait until every player has it."""
        self.index = index
        self._shown = Tally(len(self.players))
        self._acked = Tally(len(self.players))
        self._told = Tally(len(self.players))
        began = clock()
        self.host.send(frame("next" if index else "start"))
        if not await self._shown.full(self.patience):
            self.broken.append(f"question {index}: {len(self._shown.seconds)} of {len(self.players)} got it")
        self._add(self._shown.seconds, began, self.figures.questions, self.figures.last_question)

    async def answer(self, over: float) -> None:
        """Have all answer at random moments of `over` seconds; wait until every answer is acknowledged."""
        loop = asyncio.get_running_loop()
        frames = {option: frame("answer", question=self.index, answer=option) for option in OPTIONS}
        began = clock()
        for player in self.players:
            option = self.rng.choice(OPTIONS)
            player.given[self.index] = option
            loop.call_later(self.rng.random() * over, self._give, player, frames[option])
        if not await self._acked.full(self.patience):
            self.broken.append(f"question {self.index}: {len(self._acked.seconds)} of {len(self.players)} acknowledged")
        self.figures.answering.append(clock() - began)

    async def reveal(self) -> None:
        """Wait for the reveal that the last answer brings about; measured from its acknowledgement."""
        if not await self._told.full(self.patience):
            self.broken.append(f"question {self.index}: {len(self._told.seconds)} of {len(self.players)} got the reveal")
        self._add(self._told.seconds, max(self._acked.seconds, default=clock()), self.figures.reveals, self.figures.last_reveal)

    async def finish(self) -> None:
        """Go on after the last question; wait until every player has the podium."""
        self._ended = Tally(len(self.players))
        self.host.send(frame("next"))
        if not await self._ended.full(self.patience):
            self.broken.append(f"{len(self._ended.seconds)} of {len(self.players)} got the podium")

    async def play(self, questions: int, *, over: float, pause: float = 0.2) -> None:
        """All of it, from the first question to the podium."""
        for index in range(questions):
            await self.ask(index)
            await self.answer(over)
            await self.reveal()
            await asyncio.sleep(pause)
        await self.finish()

    async def leave(self) -> None:
        """Hang up."""
        for one in (self.host, *self.players):
            one.transport.abort()
        await asyncio.sleep(0.1)

    # What stands ------------------------------------------------------------------------------------------------

    def compare(self, stored: dict[str, Any]) -> dict[str, float]:
        """Acknowledged, stored and told to the players: what is missing, what is there twice, what differs."""
        rows: dict[tuple[str, int], list[Any]] = {}
        doubled = 0
        for nickname, index, *row in stored["answers"]:
            doubled += (nickname, index) in rows
            rows[nickname, index] = row
        lost = differing = 0
        for player in self.players:
            doubled += len(player.acks) - len(set(player.acks))
            for index, option in player.given.items():
                row = rows.get((player.nickname, index))
                lost += row is None or index not in player.acks
                differing += row is not None and row[0] != option
                differing += self._differs(player, index, row)
            if player.end and json.loads(player.end)["you"]["score"] != stored["scores"].get(player.nickname):
                differing += 1
        return {"lost": lost, "doubled": doubled, "differing": differing, "broken": len(self.broken)}

    @staticmethod
    def _differs(player: Player, index: int, row: list[Any] | None) -> bool:
        told = player.reveals.get(index)
        if told is None or row is None:
            return told is not None
        you = json.loads(told)["you"]
        return [you["answer"], you["points"], you["streak_bonus"]] != row

    # What comes in ----------------------------------------------------------------------------------------------

    @staticmethod
    def _add(times: list[float], began: float, all_of: list[float], last: list[float]) -> None:
        seconds = [max(0.0, at - began) for at in times]
        all_of.extend(seconds)
        if seconds:
            last.append(max(seconds))

    @staticmethod
    def _give(player: Player, answer: bytes) -> None:
        player.answered_at = clock()
        player.send(answer)

    def _joined(self, player: Player, payload: bytes, at: float) -> None:
        player.token = json.loads(payload)["token"]
        if not player.admitted.done():
            player.admitted.set_result(True)

    def _refused(self, player: Player, payload: bytes, at: float) -> None:
        player.refusal = json.loads(payload)["code"]
        if not player.admitted.done():
            player.admitted.set_result(False)
        else:
            self.broken.append(payload.decode())

    def _question(self, player: Player, payload: bytes, at: float) -> None:
        self._shown.note(at)

    def _received(self, player: Player, payload: bytes, at: float) -> None:
        player.acks.append(int(payload[payload.rindex(b":") + 1 : -1]))
        self.figures.acks.append(at - player.answered_at)
        self._acked.note(at)

    def _revealed(self, player: Player, payload: bytes, at: float) -> None:
        player.reveals[self.index] = payload
        self._told.note(at)

    def _finished(self, player: Player, payload: bytes, at: float) -> None:
        player.end = payload
        self._ended.note(at)
