"""A sign-in that ends at one server closes its sockets at the other one, at once, and leaves other sign-ins alone."""

import asyncio
import time

import pytest

from tests.clients import GameClient
from tests.deployment import Deployment

KINDS = ["embedded", pytest.param("shared", marks=pytest.mark.services)]
PASSWORD = "/api/v1/auth/password/change/"
CHANGE = {"current_password": "a long passphrase", "new_password": "another passphrase"}
AT_ONCE = 5.0  # seconds, on a busy machine

pytestmark = pytest.mark.asyncio


@pytest.fixture(params=KINDS)
def deployment(request):
    """Servers that do not look again by themselves: what arrives here was announced."""
    with Deployment(request.param, worker=False, env={"SIGN_IN_LOOK_SECONDS": "3600"}) as running:
        yield running


def bearer(pair):
    return {"Authorization": f"Bearer {pair['access']}"}


def host_at(deployment, number, person, headers):
    """A socket of the person's own game, at this server."""
    return GameClient(deployment.url(number, f"/ws/games/{person['pin']}/", "ws"), headers)


def of_browser(deployment, number, person):
    return {"Cookie": person["cookie"], "Origin": deployment.url(number, "")}


async def hosting(*sockets):
    for socket in sockets:
        await socket.send("host")
        await socket.expect("hosting")


async def stays(socket):
    await socket.send("ping", t=1)
    await socket.expect("pong")


async def closes_at_once(since, *sockets):
    for socket in sockets:
        assert await socket.closing() == 4401
    assert time.time() - since < AT_ONCE


async def test_ends_at_one_server_close_sockets_at_the_other(deployment):
    post, call = deployment.post, deployment.call

    # One program signs out: its socket alone.
    people = await asyncio.to_thread(call, "sign_in", usernames=["noor", "password", "role", "deactivate"])
    noor = people["noor"]
    phone, laptop = noor["pairs"]
    async with (
        host_at(deployment, 1, noor, bearer(phone)) as one,
        host_at(deployment, 1, noor, bearer(laptop)) as other,
        host_at(deployment, 1, noor, of_browser(deployment, 1, noor)) as browser,
        host_at(deployment, 1, noor, {"Authorization": f"Api-Key {noor['key']}"}) as script,
    ):
        await hosting(one, other, browser, script)
        since = time.time()
        status, _ = await asyncio.to_thread(post, 0, "/api/v1/auth/logout/", "", {"refresh": phone["refresh"]})
        assert status == 204
        await closes_at_once(since, one)
        for socket in (other, browser, script):
            await stays(socket)

        # The others are ended from one of them: the key stays.
        since = time.time()
        status, ended = await asyncio.to_thread(post, 0, "/api/v1/auth/sessions/end-others/", laptop["access"])
        assert (status, ended) == (200, {"ended": 1})
        await closes_at_once(since, browser)
        for socket in (other, script):
            await stays(socket)

        # A refresh token is used twice: the sign-in is over.
        for expected in (200, 401):
            since = time.time()
            status, _ = await asyncio.to_thread(post, 0, "/api/v1/auth/refresh/", "", {"refresh": laptop["refresh"]})
            assert status == expected
        await closes_at_once(since, other)
        await stays(script)

    # What ends the standing ends all, wherever it is done: by a request or by an operator's script.
    for how in ("password", "role", "deactivate"):
        person = people[how]
        async with (
            host_at(deployment, 1, person, bearer(person["pairs"][0])) as program,
            host_at(deployment, 0, person, of_browser(deployment, 0, person)) as browser,
            host_at(deployment, 1, person, {"Authorization": f"Api-Key {person['key']}"}) as script,
        ):
            await hosting(program, browser, script)
            if how == "password":
                since, (status, _) = (
                    time.time(),
                    await asyncio.to_thread(post, 0, PASSWORD, person["pairs"][1]["access"], CHANGE),
                )
                assert status == 200
            else:
                await asyncio.to_thread(call, "change_standing", username=how, how=how)
                since = time.time()
            await closes_at_once(since, program, browser, script)


@pytest.mark.services
async def test_a_lost_announcement_keeps_no_socket_open():
    with Deployment("shared", worker=False, env={"SIGN_IN_LOOK_SECONDS": "1"}) as deployment:
        noor = (await asyncio.to_thread(deployment.call, "sign_in", usernames=["noor"]))["noor"]
        phone, laptop = noor["pairs"]
        async with host_at(deployment, 1, noor, bearer(phone)) as one, host_at(deployment, 1, noor, bearer(laptop)) as other:
            await hosting(one, other)
            deployment.kill(deployment.redis)
            status, _ = await asyncio.to_thread(deployment.post, 0, "/api/v1/auth/logout/", "", {"refresh": phone["refresh"]})
            assert status == 204
            assert await one.closing() == 4401
            await stays(other)
