"""A live game through sockets: a host and players at one table, and a client that draws only from what it was sent."""

import contextlib
import copy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from lib.threads import in_thread
from quizzes.live import services
from quizzes.live.engine import Command
from quizzes.models import Game
from tests.factories import quizzes as make
from tests.sockets import SocketClient, open_socket


def path_of(game: Game) -> str:
    """The address of a game's socket."""
    return f"/ws/games/{game.pin}/"


@dataclass
class Seat:
    """One client: its socket and the state its screen shows, by the snapshot it was given and the events since."""

    socket: SocketClient
    state: dict[str, Any]
    id: str = ""
    token: str = ""
    answers: dict[int, Any] = field(default_factory=dict)

    async def send(self, type_: str, **fields: Any) -> None:
        """Send a frame."""
        await self.socket.send(type_, **fields)

    async def expect(self, type_: str, **fields: Any) -> dict[str, Any]:
        """The next frame of this type with these fields; it and those before it are drawn."""
        while True:
            frame = await self.socket.receive()
            self.draw(frame)
            if frame["type"] == type_ and all(frame.get(name) == value for name, value in fields.items()):
                return frame

    async def answer(self, index: int, value: Any) -> None:
        """Answer and wait until it is stored. What is a set is given in the order it is shown, as it will be stored."""
        if isinstance(value, list):
            value = [option["id"] for option in self.state["question"]["options"] if option["id"] in value]
        self.answers[index] = value
        await self.send("answer", question=index, answer=value)
        await self.expect("received", question=index)

    async def notices_nothing(self) -> None:
        """No frame but counts that say what the screen shows already (a host's are repeated from time to time)."""
        before = copy.deepcopy(self.state)
        for frame in await self.socket.drain():
            assert frame["type"] == "progress", f"Something came: {frame}"
            self.draw(frame)
        assert self.state == before

    def draw(self, frame: dict[str, Any]) -> None:  # noqa: PLR0912  one case an event, read as a table
        """What a client does with an event. This is the whole of it: docs/protocols/games.md."""
        state = self.state
        match frame["type"]:
            case "question":
                state |= {name: frame[name] for name in ("index", "total", "question", "opens_at", "closes_at")}
                state |= {"phase": "question", "paused": False, "left": None, "reveal": None}
                state |= {"answered": 0} if self._hosts else {"answered": False, "answer": None}
            case "received":
                state |= {"answered": True, "answer": self.answers[frame["question"]]}
            case "progress":
                state["answered"] = frame["answered"]
            case "lobby":
                left = set(frame["left"])
                state["players"] = [one for one in state["players"] if one["id"] not in left] + frame["joined"]
            case "reveal":
                state |= {"phase": "reveal", "paused": False, "left": None, "reveal": frame}
                if self._hosts:
                    state["answered"] = frame["answered"]
                else:
                    state |= {name: frame["you"][name] for name in ("score", "rank", "streak")}
            case "finished":
                state |= {"phase": "finished", "paused": False, "left": None, "reveal": None, "finished": frame}
                state |= {"question": None, "opens_at": None, "closes_at": None}
                if not self._hosts:
                    state |= {name: frame["you"][name] for name in ("score", "rank", "streak")}
            case "locked":
                state["locked"] = frame["locked"]
            case "paused":
                state |= {"paused": True, "left": frame["left"]}
            case "resumed":
                state |= {"paused": False, "left": None}
                if state["phase"] == "question":
                    state |= {"opens_at": frame["opens_at"], "closes_at": frame["closes_at"]}
            case "pong" | "error" | "kicked":
                pass
            case other:
                raise AssertionError(f"A client does not know {other!r}.")

    @property
    def _hosts(self) -> bool:
        return "players" in self.state


@dataclass
class Table:
    """A host and players, in the order they were named."""

    game: Game
    host: Seat
    players: dict[str, Seat]

    @property
    def everyone(self) -> list[Seat]:
        """The host and the players."""
        return [self.host, *self.players.values()]

    async def all_expect(self, type_: str, **fields: Any) -> list[dict[str, Any]]:
        """Everyone gets this frame."""
        return [await seat.expect(type_, **fields) for seat in self.everyone]

    async def command(self, command: str, now: int | None = None) -> None:
        """Have it done past all sockets, as a task or another process would."""
        await command_game(self.game, command, now)


async def command_game(game: Game, command: str, now: int | None = None) -> None:
    """Give a game a command in the name of its host."""
    await in_thread(services.command_game, game_id=game.pk, command=Command(command), now=now)


@contextlib.asynccontextmanager
async def seat_host(game: Game) -> AsyncIterator[Seat]:
    """A host by the game's token."""
    async with open_socket(path_of(game)) as socket:
        frame = await socket.call("host", token=make.HOST_TOKEN)
        assert frame["type"] == "hosting", frame
        yield Seat(socket, copy.deepcopy(frame["state"]))


@contextlib.asynccontextmanager
async def seat_player(game: Game, nickname: str = "", token: str = "") -> AsyncIterator[Seat]:
    """A player who joins, or comes back with a token."""
    async with open_socket(path_of(game)) as socket:
        frame = await (socket.call("rejoin", token=token) if token else socket.call("join", nickname=nickname))
        assert frame["type"] == ("rejoined" if token else "joined"), frame
        yield Seat(socket, copy.deepcopy(frame["state"]), frame["player"]["id"], frame["token"])


@contextlib.asynccontextmanager
async def open_table(game: Game, *nicknames: str) -> AsyncIterator[Table]:
    """A host, and a player of each nickname; the host has seen all of them come."""
    async with contextlib.AsyncExitStack() as stack:
        host = await stack.enter_async_context(seat_host(game))
        players = {}
        for nickname in nicknames:
            players[nickname] = await stack.enter_async_context(seat_player(game, nickname))
        while len(host.state["players"]) < len(nicknames):
            await host.expect("lobby")
        yield Table(game, host, players)
