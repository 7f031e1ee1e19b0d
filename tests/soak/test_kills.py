"""`kill -9` of a server at a random moment of a game, twenty times: nothing acknowledged is lost and everybody is back."""

import asyncio
import os
import random
import secrets

import pytest

from loadtest import remote
from tests.deployment import Deployment
from tests.soak.phones import Phone, Projector

KILLS = int(os.environ.get("SOAK_KILLS", "20"))
PLAYERS = 40
QUESTIONS = 3
LATEST_KILL = 3.0
BACK_WITHIN = 3.0
OVER_WITHIN = 60.0

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("kind", ["embedded", pytest.param("shared", marks=pytest.mark.services)])
async def test_a_game_survives_its_servers(kind):
    seed = int(os.environ.get("SOAK_SEED", secrets.randbelow(1_000_000)))
    print(f"\n{kind}: SOAK_SEED={seed}")
    rng = random.Random(seed)
    slowest = 0.0
    lost = acknowledged = interrupted = 0
    with Deployment(kind, servers=2) as deployment:
        for number in range(KILLS):
            victim, moment = rng.randrange(2), rng.random() * LATEST_KILL
            phones, projector, stored = await play_and_kill(deployment, victim, moment, rng)
            slowest = max([slowest, *(seconds for one in (*phones, projector) for seconds in one.returns)])
            lost += check(phones, stored)
            acknowledged += sum(len(phone.acknowledged) for phone in phones)
            back = sum(bool(phone.returns) for phone in phones)
            interrupted += back > 0
            print(f"kill {number + 1}: server {victim} after {moment:.2f} s, {back} phones came back, slowest {slowest:.2f} s")
    assert lost == 0
    assert acknowledged >= KILLS * PLAYERS * QUESTIONS // 2
    assert interrupted > KILLS * 3 // 4, "too many kills came after the podium to say anything"
    assert slowest < BACK_WITHIN


async def play_and_kill(deployment: Deployment, victim: int, moment: float, rng: random.Random):
    (game,) = await asyncio.to_thread(remote.call, deployment, "open_games", count=1, questions=QUESTIONS, seconds=20)
    addresses = [deployment.url(number, f"/ws/games/{game['pin']}/", "ws") for number in range(2)]
    projector = Projector(addresses, rng.randrange(2), game["host_token"])
    phones = [Phone(addresses, number % 2, f"Player {number}", random.Random(rng.random())) for number in range(PLAYERS)]
    async with asyncio.timeout(OVER_WITHIN), asyncio.TaskGroup() as group:
        for one in (projector, *phones):
            group.create_task(one.live())
        for one in (projector, *phones):
            await one.is_in.wait()
        group.create_task(kill_and_restart(deployment, victim, moment))
        await projector.start()
    stored = await asyncio.to_thread(remote.call, deployment, "stored", game_ids=[game["id"]])
    return phones, projector, stored[game["id"]]


async def kill_and_restart(deployment: Deployment, victim: int, moment: float) -> None:
    await asyncio.sleep(moment)
    await asyncio.to_thread(deployment.kill, deployment.servers[victim])
    await asyncio.to_thread(deployment.start_server, victim)


def check(phones: list[Phone], stored: dict) -> int:
    """How many acknowledged answers are not in the result as they were given; scores and doubles are asserted at once."""
    rows = {(nickname, index): answer for nickname, index, answer, _, _ in stored["answers"]}
    assert len(rows) == len(stored["answers"]), "an answer is stored twice"
    worth: dict[str, int] = {}
    for nickname, _, _, points, bonus in stored["answers"]:
        worth[nickname] = worth.get(nickname, 0) + points + bonus
    for phone in phones:
        assert phone.score == stored["scores"][phone.nickname] == worth.get(phone.nickname, 0)
    return sum(rows.get((phone.nickname, index)) != phone.given[index] for phone in phones for index in phone.acknowledged)
