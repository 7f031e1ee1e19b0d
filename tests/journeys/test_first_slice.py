"""The ground the house stands on: two servers, a worker and a command speak to one socket, and any of them may be killed."""

import asyncio
import contextlib
import time

import pytest

from tests.clients import GameClient
from tests.deployment import Deployment

KINDS = ["embedded", pytest.param("shared", marks=pytest.mark.services)]

pytestmark = pytest.mark.asyncio


@pytest.fixture(params=KINDS)
def deployment(request):
    with Deployment(request.param) as running:
        yield running


@pytest.fixture(params=KINDS)
def deployment_without_net(request):
    """Servers that never look at a row unless they are told to: what arrives here was announced."""
    with Deployment(request.param, env={"LIVE_LOOK_SECONDS": "3600"}) as running:
        yield running


def client(deployment: Deployment, number: int, game: dict) -> GameClient:
    return GameClient(deployment.url(number, f"/ws/games/{game['pin']}/", "ws"))


async def host(socket: GameClient, game: dict) -> dict:
    await socket.send("host", token=game["host_token"])
    return await socket.expect("hosting")


async def join(socket: GameClient, nickname: str) -> dict:
    await socket.send("join", nickname=nickname)
    return await socket.expect("joined")


async def test_every_door_reaches_a_socket_at_the_other_server(deployment_without_net):
    """A frame, a REST write, a task and a command each reach a socket at once; `make bench` says how fast, this prints it."""
    deployment = deployment_without_net
    game = deployment.call("open_game", questions=3, seconds=60)
    async with client(deployment, 0, game) as teacher, client(deployment, 1, game) as noor:
        await host(teacher, game)
        await join(noor, "Noor")

        sent = time.time()
        await teacher.send("start")
        opened = await noor.expect("question", index=0)
        delays = {"frame": noor.arrived(opened) - sent}

        for verb in ("lock", "unlock"):  # the first request of a server pays for its imports
            await asyncio.to_thread(deployment.post, 0, f"/api/v1/games/{game['id']}/{verb}/", game["access"])
        sent = time.time()
        status, _ = await asyncio.to_thread(deployment.post, 0, f"/api/v1/games/{game['id']}/close/", game["access"])
        assert status == 200
        closed = await noor.expect("reveal", question=0)
        delays["REST write"] = noor.arrived(closed) - sent

        await asyncio.to_thread(deployment.manage, "game", game["pin"], "next")
        opened = await noor.expect("question", index=1)
        delays["command, from its write"] = noor.arrived(opened) - opened["opens_at"] / 1000

        await asyncio.to_thread(deployment.call, "enqueue_command", game_id=game["id"], command="close")
        await noor.expect("reveal", question=1, timeout=15)
        await asyncio.to_thread(deployment.call, "enqueue_command", game_id=game["id"], command="next")
        opened = await noor.expect("question", index=2, timeout=15)
        delays["task, from its write"] = noor.arrived(opened) - opened["opens_at"] / 1000
    print({door: f"{1000 * delay:.0f} ms" for door, delay in delays.items()})
    assert len(delays) == 4


async def test_a_killed_server_loses_nothing_acknowledged(deployment):
    game = deployment.call("open_game", questions=2, seconds=60)
    async with client(deployment, 0, game) as teacher, contextlib.AsyncExitStack() as stack:
        await host(teacher, game)
        players = [await stack.enter_async_context(client(deployment, 1, game)) for _ in range(20)]
        tokens = [(await join(player, f"Player {number}"))["token"] for number, player in enumerate(players)]
        stays = await stack.enter_async_context(client(deployment, 0, game))
        await join(stays, "Stays")
        await teacher.send("start")
        for player in players:
            await player.expect("question", index=0)
        await asyncio.gather(*(player.send("answer", question=0, answer="right") for player in players))
        await asyncio.gather(*(player.expect("received", question=0) for player in players[:5]))
        deployment.kill(deployment.servers[1])
        acknowledged = sum(any(frame["type"] == "received" for frame in player.frames) for player in players)

        stored = await asyncio.to_thread(deployment.call, "game", game_id=game["id"])
        assert len(stored["answers"]) >= acknowledged >= 5

        back = await stack.enter_async_context(client(deployment, 0, game))
        await back.send("rejoin", token=tokens[0])
        state = (await back.expect("rejoined"))["state"]
        assert (state["phase"], state["index"], state["answered"]) == ("question", 0, True)
        await teacher.send("close")
        reveal = await back.expect("reveal", question=0)
        assert reveal["you"]["correct"] is True


async def test_a_question_closes_on_time_with_the_host_and_the_worker_gone(deployment):
    game = deployment.call("open_game", questions=1, seconds=2)
    deployment.kill(deployment.worker)
    async with client(deployment, 1, game) as noor:
        async with client(deployment, 0, game) as teacher:
            await host(teacher, game)
            await join(noor, "Noor")
            await teacher.send("start")
            opened = await noor.expect("question", index=0)
        deployment.kill(deployment.servers[0])
        reveal = await noor.expect("reveal", question=0, timeout=8)
        late = noor.arrived(reveal) - opened["closes_at"] / 1000
        assert 0 <= late < 0.5
        assert reveal["you"]["answer"] is None


async def test_a_question_closes_with_every_server_gone(deployment):
    game = deployment.call("open_game", questions=1, seconds=3)
    async with client(deployment, 0, game) as teacher, client(deployment, 1, game) as noor:
        await host(teacher, game)
        token = (await join(noor, "Noor"))["token"]
        await teacher.send("start")
        opened = await noor.expect("question", index=0)
    for server in deployment.servers:
        deployment.kill(server)
    give_up = opened["closes_at"] / 1000 + 15
    while (await asyncio.to_thread(deployment.call, "game", game_id=game["id"]))["phase"] != "reveal":
        assert time.time() < give_up, "the sweep did not close the question"
    deployment.start_server(0)
    async with client(deployment, 0, game) as noor:
        await noor.send("rejoin", token=token)
        assert (await noor.expect("rejoined"))["state"]["phase"] == "reveal"


async def test_a_job_survives_its_worker(deployment):
    game = deployment.call("open_game", questions=1, seconds=60)
    deployment.kill(deployment.worker)
    async with client(deployment, 0, game) as teacher:
        await host(teacher, game)
        await asyncio.to_thread(deployment.call, "enqueue_command", game_id=game["id"], command="start")
        deployment.start_worker()
        await teacher.expect("question", index=0, timeout=30)


@pytest.mark.services
async def test_a_killed_redis_costs_a_second_and_nothing_else():
    with Deployment("shared") as deployment:
        game = deployment.call("open_game", questions=2, seconds=60)
        async with client(deployment, 0, game) as teacher, client(deployment, 1, game) as noor:
            await host(teacher, game)
            await join(noor, "Noor")
            deployment.kill(deployment.redis)
            await teacher.send("start")
            await noor.expect("question", index=0, timeout=10)
            await noor.send("answer", question=0, answer="right")
            await noor.expect("received", question=0)
            await noor.expect("reveal", question=0)
            deployment.start_redis()
            await teacher.expect("reveal", question=0)
            await teacher.send("next")
            await noor.expect("question", index=1, timeout=10)
