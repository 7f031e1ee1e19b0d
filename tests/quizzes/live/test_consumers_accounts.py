"""Who is calling at a game's socket: a session, a header, or an `auth` frame; and a standing that ends."""

from unittest.mock import ANY

import pytest

from accounts.tokens.services import issue_pair
from accounts.users import services as users
from lib.threads import in_thread
from quizzes.models import Player
from tests.factories import quizzes as make
from tests.games import path_of
from tests.sockets import open_socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def game(teacher):
    return make.make_game(teacher)


@pytest.fixture
def access(teacher):
    return issue_pair(user=teacher).access


async def test_the_owner_hosts_by_an_auth_frame(game, access):
    async with open_socket(path_of(game)) as socket:
        assert (await socket.call("host"))["code"] == "not_host"
        await socket.send("auth", token=access)
        await socket.nothing()
        assert (await socket.call("host"))["type"] == "hosting"


async def test_the_owner_hosts_by_a_header(game, access):
    async with open_socket(path_of(game), headers=[("authorization", f"Bearer {access}")]) as socket:
        assert (await socket.call("host"))["type"] == "hosting"


async def test_a_player_with_a_token_is_the_accounts_player(game, student):
    pair = await in_thread(issue_pair, user=student)
    async with open_socket(path_of(game)) as socket:
        await socket.send("auth", token=pair.access)
        assert (await socket.call("join", nickname="Noor"))["type"] == "joined"
    assert await in_thread(lambda: Player.objects.get().user) == student


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "x" * 5_000])
async def test_a_token_that_does_not_hold_is_told_and_the_socket_closed(game, token):
    async with open_socket(path_of(game)) as socket:
        assert await socket.call("auth", token=token) == {"type": "error", "code": "not_authenticated", "detail": ANY}
        assert await socket.closing() == 4401


async def test_a_refresh_token_is_no_access_token(game, teacher):
    pair = await in_thread(issue_pair, user=teacher)
    async with open_socket(path_of(game)) as socket:
        assert (await socket.call("auth", token=pair.refresh))["code"] == "not_authenticated"


async def test_a_socket_closes_when_the_standing_ends_and_a_players_without_an_account_stays(game, teacher, student):
    async with open_socket(path_of(game), user=student) as noor, open_socket(path_of(game)) as guest:
        assert (await noor.call("join", nickname="Noor"))["type"] == "joined"
        assert (await guest.call("join", nickname="Guest"))["type"] == "joined"
        await in_thread(users.deactivate, user=student)
        assert await noor.closing() == 4401
        await guest.nothing()
