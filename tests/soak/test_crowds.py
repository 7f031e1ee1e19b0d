"""More sockets than a game takes: the surplus is told so, the game is played, and the server answers afterwards."""

import asyncio
import resource

import pytest

from loadtest import meter, scenarios
from tests.clients import GameClient
from tests.deployment import Deployment

SOCKETS = 5000
ROOM = 2000

pytestmark = pytest.mark.soak


@pytest.fixture(autouse=True)
def _many_files():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 2 * SOCKETS:
        pytest.skip(f"needs {2 * SOCKETS} open files (ulimit -n), this machine allows {most}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@pytest.mark.parametrize("kind", ["embedded", pytest.param("shared", marks=pytest.mark.services)])
def test_five_thousand_sockets(kind):
    with Deployment(kind, servers=1 if kind == "embedded" else 2, env={"MAX_PLAYERS": str(ROOM)}) as deployment:
        figures = asyncio.run(scenarios.full_house(deployment, sockets=SOCKETS, most=ROOM, seed=1))
        print(f"\n{kind}: " + ", ".join(f"{name} {value:.1f}" for name, value in figures.items()))
        assert figures["players"] == ROOM
        assert figures["told_full"] == SOCKETS - ROOM
        assert not any(figures[name] for name in meter.LOSSES)
        asyncio.run(one_more_game(deployment))


async def one_more_game(deployment: Deployment) -> None:
    (game,) = await scenarios.open_games(deployment, 1, 0, 1, seed=1)
    async with GameClient(deployment.url(0, game.path, "ws")) as noor:
        await noor.send("join", nickname="Noor")
        assert (await noor.expect("joined"))["state"]["phase"] == "lobby"
    await game.leave()
