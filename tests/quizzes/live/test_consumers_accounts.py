"""Who is calling at a game's socket: a session, a header, or an `auth` frame; and a standing that ends."""

from datetime import timedelta
from functools import partial
from unittest.mock import ANY

import pytest
import time_machine
from django.utils import timezone

from accounts.api_keys.services import make_key, revoke_key
from accounts.models import LoginSession, RefreshFamily
from accounts.sessions import services as sessions
from accounts.tokens.errors import TokenNotValid
from accounts.tokens.services import issue_pair, revoke, rotate_pair, sign_in_of_access_token
from accounts.users import services as users
from accounts.users.sign_ins import Door, SignIn
from lib import rechecks
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


@pytest.mark.parametrize("header", ["Bearer rubbish", "Bearer ", "Api-Key rubbish"])
async def test_a_header_that_does_not_hold_is_told_and_closed_before_anything_is_asked(game, header):
    async with open_socket(path_of(game), headers=[("authorization", header)]) as socket:
        assert await socket.receive() == {"type": "error", "code": "not_authenticated", "detail": ANY}
        assert await socket.closing() == 4401


async def test_a_sign_in_that_ended_opens_no_socket(game, access, teacher):
    await in_thread(users.deactivate, user=teacher)
    async with open_socket(path_of(game), headers=[("authorization", f"Bearer {access}")]) as socket:
        assert (await socket.receive())["code"] == "not_authenticated"
        assert await socket.closing() == 4401


@pytest.mark.parametrize("path", ["/ws/", "/ws/games/", "/ws/games/123456", "/ws/nothing/here/"])
async def test_an_address_of_no_socket_is_said_and_closed(path):
    async with open_socket(path) as socket:
        assert await socket.receive() == {"type": "error", "code": "not_found", "detail": ANY}
        assert await socket.closing() == 4404


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


# Keys, and sign-ins that end ----------------------------------------------------------------------------------------------


async def test_the_owner_hosts_by_a_key_with_the_scope(game, teacher):
    _row, key = await in_thread(partial(make_key, user=teacher, name="Remote", scopes=["games:write"], days=30))
    async with open_socket(path_of(game), headers=[("authorization", f"Api-Key {key}")]) as socket:
        assert (await socket.call("host"))["type"] == "hosting"


async def test_a_key_without_the_scope_is_told_and_the_socket_goes_on(game, teacher):
    _row, key = await in_thread(partial(make_key, user=teacher, name="Reader", scopes=["games:read"], days=30))
    async with open_socket(path_of(game), headers=[("authorization", f"Api-Key {key}")]) as socket:
        assert await socket.call("host") == {"type": "error", "code": "scope_missing", "detail": ANY}
        await socket.nothing()


async def test_a_revoked_key_closes_its_sockets(game, teacher):
    row, key = await in_thread(partial(make_key, user=teacher, name="Remote", scopes=["games:write"], days=30))
    async with open_socket(path_of(game), headers=[("authorization", f"Api-Key {key}")]) as socket:
        assert (await socket.call("host"))["type"] == "hosting"
        await in_thread(partial(revoke_key, key=row))
        assert await socket.closing() == 4401


def by(access):
    return [("authorization", f"Bearer {access}")]


@pytest.mark.parametrize("end", ["logout", "reuse", "from elsewhere"])
async def test_the_sockets_of_an_ended_sign_in_close_and_another_ones_stay(game, teacher, end):
    phone, laptop = await in_thread(issue_pair, user=teacher), await in_thread(issue_pair, user=teacher)
    async with (
        open_socket(path_of(game), headers=by(phone.access)) as one,
        open_socket(path_of(game), headers=by(laptop.access)) as other,
    ):
        for socket in (one, other):
            assert (await socket.call("host"))["type"] == "hosting"
        await in_thread(ENDS[end], phone)
        assert await one.closing() == 4401
        await other.nothing()


def _reuse(pair):
    rotate_pair(refresh=pair.refresh)
    with pytest.raises(TokenNotValid):
        rotate_pair(refresh=pair.refresh)


def _end_from_elsewhere(pair):
    sessions.end(row=RefreshFamily.objects.earliest("created_at"))


ENDS = {"logout": lambda pair: revoke(refresh=pair.refresh), "reuse": _reuse, "from elsewhere": _end_from_elsewhere}


async def test_a_browser_that_signs_out_closes_its_sockets_alone(game, teacher):
    async with open_socket(path_of(game), user=teacher) as one, open_socket(path_of(game), user=teacher) as other:
        for socket in (one, other):
            assert (await socket.call("host"))["type"] == "hosting"
        first = await in_thread(lambda: LoginSession.objects.earliest("created_at"))
        await in_thread(partial(sessions.end, row=first))
        assert await one.closing() == 4401
        await other.nothing()


async def test_ending_the_others_leaves_the_own_socket(game, teacher):
    async with open_socket(path_of(game), user=teacher) as one, open_socket(path_of(game), user=teacher) as other:
        for socket in (one, other):
            assert (await socket.call("host"))["type"] == "hosting"
        first = await in_thread(lambda: LoginSession.objects.earliest("created_at"))
        await in_thread(partial(sessions.end_others, user=teacher, keep=SignIn(Door.SESSION, str(first.pk), teacher)))
        assert await other.closing() == 4401
        await one.nothing()


async def test_an_access_token_may_run_out_while_its_socket_is_open_but_not_its_sign_in(game, teacher):
    pair = await in_thread(issue_pair, user=teacher)
    async with open_socket(path_of(game), headers=by(pair.access)) as socket:
        assert (await socket.call("host"))["type"] == "hosting"
        with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
            assert await in_thread(sign_in_of_access_token, pair.access) is None
            assert await rechecks.look() == 0
            await socket.nothing()
        with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=True):
            assert await rechecks.look() == 1
            assert await socket.closing() == 4401


async def test_a_socket_closes_although_nobody_announced_the_end(game, teacher):
    async with open_socket(path_of(game), user=teacher) as socket:
        assert (await socket.call("host"))["type"] == "hosting"
        await in_thread(lambda: LoginSession.objects.all().delete())
        assert await rechecks.look() == 1
        assert await socket.closing() == 4401
