"""`/ws/games/{pin}/` in whole frames: hosts, players, locks, kicks, and what other doors did."""

from unittest.mock import ANY

import pytest

from lib.threads import in_thread
from quizzes.live import tokens
from quizzes.models import Player
from tests.factories import quizzes as make
from tests.games import command_game, open_table, path_of, seat_host, seat_player
from tests.sockets import ClosedError, open_socket

pytestmark = pytest.mark.django_db(transaction=True)


def error(code, detail=ANY):
    return {"type": "error", "code": code, "detail": detail}


@pytest.fixture
def game(teacher):
    return make.make_game(teacher, [make.question(id="q0", prompt="2 + 2?"), make.question("numeric", id="q1")])


LOBBY = {
    "phase": "lobby",
    "title": "Sums",
    "mode": "classic",
    "total": 2,
    "index": -1,
    "locked": False,
    "paused": False,
    "left": None,
    "opens_at": None,
    "closes_at": None,
    "server_time": ANY,
    "question": None,
    "reveal": None,
    "finished": None,
}
QUESTION = {
    "id": "q0",
    "kind": "single",
    "prompt": "2 + 2?",
    "media": None,
    "seconds": 20,
    "points": 1000,
    "options": [{"id": one, "text": f"Option {one.upper()}"} for one in "abcd"],
    "settings": {},
}


# Hosts ------------------------------------------------------------------------------------------------------------


async def test_host_by_token_gets_the_whole_lobby(game):
    async with open_socket(path_of(game)) as socket:
        frame = await socket.call("host", token=make.HOST_TOKEN)

        assert frame == {
            "type": "hosting",
            "state": {
                **LOBBY,
                "pin": game.pin,
                "id": str(game.pk),
                "join_url": f"/play/{game.pin}/",
                "players": [],
                "answered": 0,
                "settings": {},
            },
        }
        await socket.nothing()


async def test_the_signed_in_owner_hosts_without_a_token(game, teacher):
    async with open_socket(path_of(game), user=teacher) as socket:
        assert (await socket.call("host"))["type"] == "hosting"


async def test_a_session_counts_only_with_a_known_origin(game, teacher):
    async with open_socket(path_of(game), user=teacher, origin="http://testserver") as socket:
        assert (await socket.call("host"))["type"] == "hosting"
    with pytest.raises(ClosedError):
        async with open_socket(path_of(game), user=teacher, origin="https://evil.example"):
            pass


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5_000, "ü", make.HOST_TOKEN[:-1], make.HOST_TOKEN + "\n"])
async def test_a_wrong_token_hosts_nothing(game, token):
    async with open_socket(path_of(game)) as socket:
        assert await socket.call("host", token=token) == error("not_host")
        assert await socket.call("start") == error("not_host")


async def test_a_host_token_of_another_game_hosts_nothing_here(game, teacher):
    await in_thread(make.make_game, teacher, host_token_hash=tokens.digest("of-another-game"))
    async with open_socket(path_of(game)) as socket:
        assert await socket.call("host", token="of-another-game") == error("not_host")


async def test_nobody_hosts_without_token_but_the_owner(game, student, outsider):
    for user in (None, student, outsider):
        async with open_socket(path_of(game), user=user) as socket:
            assert await socket.call("host") == error("not_host")
            for command in ("start", "next", "close", "pause", "resume", "end", "lock"):
                assert await socket.call(command) == error("not_host")
            assert await socket.call("kick", player="x") == error("not_host")


async def test_a_wrong_token_is_not_mended_by_being_the_owner(game, teacher):
    async with open_socket(path_of(game), user=teacher) as socket:
        assert await socket.call("host", token="wrong") == error("not_host")


async def test_a_second_host_sees_the_same_and_each_commands(game):
    async with open_table(game, "Noor") as table, seat_host(game) as second:
        assert second.state["players"] == table.host.state["players"] == [{"id": ANY, "nickname": "Noor"}]
        await second.send("start")
        assert await second.expect("question", index=0) == await table.host.expect("question", index=0)
        await table.host.send("close")
        first_reveal, second_reveal = await table.host.expect("reveal"), await second.expect("reveal")
        assert first_reveal == second_reveal


async def test_a_host_reloads_in_the_middle_of_a_question(game):
    async with open_table(game, "Noor", "Bo") as table:
        await table.host.send("start")
        await table.all_expect("question", index=0)
        await table.players["Noor"].answer(0, "a")
        await table.host.socket.hang_up()
        async with seat_host(game) as reloaded:
            assert reloaded.state | {"players": ANY} == {
                **LOBBY,
                "phase": "question",
                "index": 0,
                "pin": game.pin,
                "opens_at": ANY,
                "closes_at": ANY,
                "question": QUESTION,
                "id": str(game.pk),
                "join_url": f"/play/{game.pin}/",
                "players": ANY,
                "answered": 1,
                "settings": {},
            }
            assert [one["nickname"] for one in reloaded.state["players"]] == ["Noor", "Bo"]
            await reloaded.send("close")
            assert (await reloaded.expect("reveal"))["answered"] == 1


# Players ----------------------------------------------------------------------------------------------------------


async def test_join_gets_the_whole_state_a_player_and_a_token(game):
    async with seat_host(game) as host, open_socket(path_of(game)) as socket:
        frame = await socket.call("join", nickname="  Noor ")

        player = {"id": frame["player"]["id"], "nickname": "Noor"}
        assert frame == {
            "type": "joined",
            "state": {**LOBBY, "pin": game.pin, "answered": False, "answer": None, "score": 0, "rank": 0, "streak": 0},
            "player": player,
            "token": frame["token"],
        }
        assert await host.expect("lobby") == {"type": "lobby", "players": 1, "joined": [player], "left": []}
        await socket.nothing()


async def test_a_player_rejoins_any_number_of_times_to_the_running_question(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        opened, *_ = await table.all_expect("question", index=0)
        await noor.answer(0, "b")
        for _ in range(3):
            await noor.socket.hang_up()
            async with seat_player(game, token=noor.token) as back:
                assert back.id == noor.id
                assert back.state == {
                    **LOBBY,
                    "phase": "question",
                    "index": 0,
                    "pin": game.pin,
                    "opens_at": opened["opens_at"],
                    "closes_at": opened["closes_at"],
                    "question": QUESTION,
                    "answered": True,
                    "answer": "b",
                    "score": 0,
                    "rank": 0,
                    "streak": 0,
                }
                await back.send("answer", question=0, answer="a")
                assert await back.expect("error") == error("already_answered")
        assert await in_thread(Player.objects.count) == 2


async def test_a_rejoin_on_a_socket_that_is_in_gives_a_fresh_snapshot(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor, bo = table.players["Noor"], table.players["Bo"]
        again = await noor.socket.call("rejoin", token=noor.token)
        assert (again["type"], again["player"]) == ("rejoined", {"id": noor.id, "nickname": "Noor"})
        # With another player's token the socket is that player's, and the seat it had is free.
        other = await noor.socket.call("rejoin", token=bo.token)
        assert (other["type"], other["player"]["nickname"]) == ("rejoined", "Bo")
        assert (await table.host.expect("lobby", left=[noor.id]))["players"] == 1


async def test_one_player_on_two_devices_is_one_player(game):
    async with open_table(game, "Noor") as table, seat_player(game, token=table.players["Noor"].token) as second:
        await table.host.send("start")
        assert (await second.expect("question"))["index"] == 0
        await second.answer(0, "a")
        assert (await second.expect("reveal"))["you"] == (await table.players["Noor"].expect("reveal"))["you"]


async def test_the_same_account_joining_again_is_its_rejoin(game, student):
    async with open_socket(path_of(game), user=student) as phone, open_socket(path_of(game), user=student) as laptop:
        first = await phone.call("join", nickname="Noor")
        second = await laptop.call("join", nickname="Another name")
        assert second["type"] == "rejoined"
        assert (second["player"], second["token"]) == (first["player"], first["token"])
    assert await in_thread(lambda: Player.objects.get().user) == student


@pytest.mark.parametrize(
    ("nickname", "code"),
    [
        ("", "nickname_invalid"),
        ("x" * 10_000, "nickname_invalid"),
        ("\u200b\u200b", "nickname_invalid"),
        ("\u202eroon", "nickname_invalid"),
        ("N00R", "nickname_taken"),
        ("Nоor", "nickname_taken"),
    ],
    ids=ascii,
)
async def test_a_nickname_that_will_not_do(game, nickname, code):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as socket:
        assert await socket.call("join", nickname=nickname) == error(code)
        assert (await socket.call("join", nickname="Somebody"))["type"] == "joined"
        assert (await table.host.expect("lobby"))["joined"] == [{"id": ANY, "nickname": "Somebody"}]


async def test_joining_twice_on_one_socket_is_refused(game):
    async with open_table(game, "Noor") as table:
        noor = table.players["Noor"].socket
        assert await noor.call("join", nickname="Another") == error("bad_message")


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5_000])
async def test_a_rejoin_with_a_wrong_token_may_still_join(game, token):
    async with open_socket(path_of(game)) as socket:
        assert await socket.call("rejoin", token=token) == error("not_joined")
        assert (await socket.call("join", nickname="Noor"))["type"] == "joined"


async def test_a_full_game_says_so(game, settings):
    settings.MAX_PLAYERS = 1
    async with open_table(game, "Noor"), open_socket(path_of(game)) as socket:
        assert await socket.call("join", nickname="Bo") == error("full", "The game is full: 1 players.")


async def test_who_is_no_player_cannot_answer(game):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as stranger:
        await table.host.send("start")
        await table.all_expect("question")
        assert await stranger.call("answer", question=0, answer="a") == error("not_joined")
        await table.host.send("answer", question=0, answer="a")
        assert await table.host.expect("error") == error("not_joined")
        for command in ("start", "next", "close", "lock", "pause", "resume", "end"):
            assert await table.players["Noor"].socket.call(command) == error("not_host")


# Lock and kick ----------------------------------------------------------------------------------------------------


async def test_lock_shuts_the_door_for_new_ones_only(game):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as socket:
        await table.host.send("lock", locked=True)
        assert await table.all_expect("locked") == [{"type": "locked", "locked": True}] * 2
        assert await socket.call("join", nickname="Bo") == error("locked")
        assert (await socket.call("rejoin", token=table.players["Noor"].token))["type"] == "rejoined"
        await table.host.send("lock", locked=False)
        assert await table.all_expect("locked") == [{"type": "locked", "locked": False}] * 2
        async with seat_player(game, "Bo"):
            pass


async def test_a_kick_holds_by_socket_token_account_and_browser(game, student):
    cookie = [("cookie", f"homeroom_device={_device_cookie()}")]
    async with open_table(game, "Noor") as table, open_socket(path_of(game), user=student, headers=cookie) as troll:
        joined = await troll.call("join", nickname="Troll")
        await table.host.expect("lobby")
        await table.host.send("kick", player=joined["player"]["id"])

        assert await troll.receive() == {"type": "kicked"}
        assert await table.host.expect("lobby") == {
            "type": "lobby",
            "players": 1,
            "joined": [],
            "left": [joined["player"]["id"]],
        }
        await table.players["Noor"].socket.nothing()
        assert await troll.call("answer", question=0, answer="a") == error("not_joined")
        assert await troll.call("join", nickname="Honest") == {"type": "kicked"}
        assert await troll.call("rejoin", token=joined["token"]) == {"type": "kicked"}
        async with open_socket(path_of(game)) as again:
            assert await again.call("rejoin", token=joined["token"]) == {"type": "kicked"}
            assert await again.call("join", nickname="tr0ll") == error("nickname_taken")
        async with open_socket(path_of(game), user=student) as again:
            assert await again.call("join", nickname="Honest") == {"type": "kicked"}
        async with open_socket(path_of(game), headers=cookie) as again:
            assert await again.call("join", nickname="Honest") == {"type": "kicked"}


def _device_cookie():
    from quizzes.live import devices

    return devices.new_cookie()


async def test_a_kicked_players_answer_does_not_count(game):
    async with open_table(game, "Noor", "Troll") as table:
        noor, troll = table.players.values()
        await table.host.send("start")
        await table.all_expect("question")
        await troll.answer(0, "a")
        await table.host.send("kick", player=troll.id)
        await troll.expect("kicked")
        await noor.answer(0, "a")
        reveal = await table.host.expect("reveal")
        assert (reveal["answered"], [row["nickname"] for row in reveal["leaderboard"]]) == (1, ["Noor"])
        assert (await noor.expect("reveal"))["you"]["rank"] == 1
        await troll.socket.nothing()


@pytest.mark.parametrize("player", ["", "nobody", "x" * 5_000])
async def test_kicking_nobody_is_told(game, player):
    async with seat_host(game) as host:
        await host.send("kick", player=player)
        assert await host.expect("error") == error("not_joined")


# Other doors ------------------------------------------------------------------------------------------------------


async def test_what_is_done_elsewhere_reaches_the_sockets(game):
    async with open_table(game, "Noor") as table:
        for command, event in [
            ("lock", "locked"),
            ("start", "question"),
            ("pause", "paused"),
            ("resume", "resumed"),
            ("close", "reveal"),
            ("end", "finished"),
        ]:
            await command_game(game, command)
            await table.all_expect(event)


async def test_a_wrong_pin_is_not_found_and_closed():
    async with open_socket("/ws/games/000000/") as socket:
        assert await socket.receive() == error("not_found")
        assert await socket.closing() == 4404


async def test_guessing_pins_is_limited_by_address_and_right_pins_are_not(game, settings):
    settings.WRONG_PINS_A_MINUTE = 5
    seen = []
    for number in range(7):
        async with open_socket(f"/ws/games/00000{number}/", client="192.0.2.7") as socket:
            seen.append((await socket.receive())["code"])
    assert seen == ["not_found"] * 5 + ["rate_limited"] * 2
    async with open_socket(path_of(game), client="192.0.2.7") as socket:
        assert (await socket.call("join", nickname="Noor"))["type"] == "joined"
    async with open_socket("/ws/games/000000/", client="192.0.2.8") as socket:
        assert (await socket.receive())["code"] == "not_found"
