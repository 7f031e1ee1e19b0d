"""What the benchmark plays. Each scenario answers figures by name: times in milliseconds, memory in kilobytes."""

import asyncio
import contextlib
import gc
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from loadtest import meter, remote
from loadtest.game import Figures, Game
from loadtest.players import frame
from loadtest.wire import clock
from tests.deployment import Deployment

OPEN_FOR = 240  # seconds a question is open: it is the last answer that closes it
PAUSE = 0.2
CLOSE = frame("close")


def pids_of(deployment: Deployment) -> list[int]:
    """The server processes."""
    return [server.pid for server in deployment.servers if server is not None]


def cost_of(deployment: Deployment) -> meter.Cost:
    """A ledger for each server process, and for the database's and Redis's processes together."""
    groups = {f"server {number}": [pid] for number, pid in enumerate(pids_of(deployment), start=1)}
    if deployment.redis is not None:
        database = urlsplit(deployment.env["DATABASE_URL"]).path.strip("/")
        groups["database, Redis"] = [*meter.processes_with(f" {database} ".encode()), deployment.redis.pid]
    return meter.Cost(groups)


async def open_games(deployment: Deployment, count: int, players: int, questions: int, seed: int) -> list[Game]:
    """Games with their hosts connected and nobody else; each begins at the next server."""
    opened = await asyncio.to_thread(remote.call, deployment, "open_games", count=count, questions=questions, seconds=OPEN_FOR)
    servers = [("127.0.0.1", port) for port in deployment.ports]
    games = []
    for number, one in enumerate(opened):
        first = number % len(servers)
        games.append(Game(one, [*servers[first:], *servers[:first]], players, seed=seed + number))
        await games[-1].open()
    return games


async def stored(deployment: Deployment, games: Sequence[Game]) -> dict[str, float]:
    """What these games lost, doubled or told otherwise than it is stored."""
    rows = await asyncio.to_thread(remote.call, deployment, "stored", game_ids=[game.id for game in games])
    compared = [game.compare(rows[game.id]) for game in games]
    for game in games:
        for line in game.broken[:5]:
            print("  !", line)
    return {name: sum(one[name] for one in compared) for name in meter.LOSSES}


async def whole_game(
    deployment: Deployment, *, players: int, overs: Sequence[tuple[str, float]], seed: int
) -> dict[str, float]:
    """One game of so many players, with a question for each of `overs`.

    That is the seconds within which all answer it, and the stretch its cost is booked to: `answer` or `burst`.
    """
    (game,) = await open_games(deployment, 1, players, len(overs), seed)
    acknowledged = {"answer": 0, "burst": 0}
    pids, cost = pids_of(deployment), cost_of(deployment)
    memory = meter.resident_bytes(pids)
    await game.fill()
    cost.book("join")
    memory = meter.resident_bytes(pids) - memory
    with _no_garbage():
        for index, (stretch, over) in enumerate(overs):
            await asyncio.sleep(PAUSE)
            cost.book("pause")
            await game.ask(index)
            cost.book("question")
            before = len(game.figures.acks)
            await game.answer(over)
            acknowledged[stretch] += len(game.figures.acks) - before
            cost.book(stretch)
            await game.reveal()
            cost.book("question")
        await game.finish()
    compared = await stored(deployment, [game])
    await game.leave()
    return {
        "players": len(game.players),
        "joins_per_second": players / game.figures.join_seconds,
        "player_kilobytes": memory / players / 1024,
        **timings(game.figures),
        "answers_per_second": len(game.figures.acks) / sum(game.figures.answering),
        **_costs(cost, {"join": players, "question": len(overs), **acknowledged}),
        **compared,
    }


async def many_games(deployment: Deployment, *, games: int, players: int, questions: int, seed: int) -> dict[str, float]:
    """So many games at the same time; all players of a game answer within one second."""
    running = await open_games(deployment, games, players, questions, seed)
    cost = cost_of(deployment)
    began = clock()
    await asyncio.gather(*(game.fill() for game in running))
    joined = clock() - began
    cost.book("join")
    with _no_garbage():
        await asyncio.gather(*(game.play(questions, over=1.0, pause=PAUSE) for game in running))
    cost.book("answer")
    compared = await stored(deployment, running)
    total = Figures()
    for game in running:
        total.add(game.figures)
        await game.leave()
    return {
        "players": sum(len(game.players) for game in running),
        "joins_per_second": games * players / joined,
        **timings(total),
        **_costs(cost, {"join": games * players, "answer": len(total.acks)}),
        **compared,
    }


async def full_house(deployment: Deployment, *, sockets: int, most: int, seed: int) -> dict[str, float]:
    """More sockets than a game takes: the surplus is told `full` and stays connected, the others play."""
    (game,) = await open_games(deployment, 1, sockets, 2, seed)
    everybody = list(game.players)
    await game.fill()
    refused = [player for player in everybody if player.refusal == "full"]
    await game.play(2, over=2.0)
    compared = await stored(deployment, [game])
    alive = sum(not player.is_over for player in everybody)
    for player in everybody:
        player.transport.abort()
    await game.leave()
    silent = sockets - len(game.players) - len(refused)
    return {
        "players": len(game.players),
        "told_full": len(refused),
        "joins_per_second": sockets / game.figures.join_seconds,
        **timings(game.figures),
        **compared,
        "broken": compared["broken"] + silent + abs(len(game.players) - most) + sockets - alive,
    }


async def slow_readers(deployment: Deployment, *, players: int, slow: int, questions: int, seed: int) -> dict[str, float]:
    """Some phones stop reading after they joined; the others are to notice nothing, and the slow find their way back."""
    (game,) = await open_games(deployment, 1, players, questions, seed)
    await game.fill()
    sleepers = game.players[:slow]
    game.players = game.players[slow:]
    for sleeper in sleepers:
        sleeper.transport.pause_reading()
    for index in range(questions):
        await game.ask(index)
        await game.answer(1.0)
        game.host.send(CLOSE)
        await game.reveal()
        await asyncio.sleep(PAUSE)
    for sleeper in sleepers:
        sleeper.transport.resume_reading()
    game.players = [*sleepers, *game.players]
    await game.finish()
    compared = await stored(deployment, [game])
    await game.leave()
    return {"players": len(game.players), **timings(game.figures), **compared}


def timings(figures: Figures) -> dict[str, float]:
    """The times of the frames."""
    return {
        **meter.spread("question", figures.questions),
        "question_last_ms": 1000 * meter.percentile(figures.last_question, 0.5),
        **meter.spread("ack", figures.acks),
        **meter.spread("reveal", figures.reveals),
        "reveal_last_ms": 1000 * meter.percentile(figures.last_reveal, 0.5),
    }


def _costs(cost: meter.Cost, counts: dict[str, int]) -> dict[str, float]:
    """Milliseconds of processor time for one of what a stretch was spent on: of all server processes, and of each."""
    found: dict[str, float] = {}
    for stretch, count in counts.items():
        spent = {group: 1000 * seconds / max(1, count) for group, seconds in cost.seconds.get(stretch, {}).items()}
        if spent:
            found[f"{stretch}_cpu_ms"] = sum(ms for group, ms in spent.items() if group.startswith("server"))
            found |= {f"{stretch}_cpu_ms, {group}": ms for group, ms in spent.items()}
    return found


@contextlib.contextmanager
def _no_garbage() -> Iterator[None]:
    """The client's own garbage collection is not to be measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
