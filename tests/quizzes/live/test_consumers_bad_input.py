"""Whatever a socket is sent: it gets its error code, and nobody else in the game notices anything."""

import json

import pytest

from lib.threads import in_thread
from quizzes.models import Answer
from tests.factories import quizzes as make
from tests.games import open_table, path_of
from tests.sockets import open_socket

pytestmark = pytest.mark.django_db(transaction=True)

DEEP = "[" * 5_000 + "]" * 5_000


@pytest.fixture
def game(teacher):
    return make.make_game(teacher, [make.question("text"), make.question("numeric")])


BAD_TEXTS = {
    "nothing": "",
    "no JSON": "hello",
    "half an object": '{"type": "join"',
    "an array": "[]",
    "an array with a frame": '[{"type": "ping"}]',
    "a string": '"ping"',
    "a number": "1",
    "null": "null",
    "no type": "{}",
    "a type that is a number": '{"type": 1}',
    "a type that is null": '{"type": null}',
    "an unknown type": '{"type": "explode"}',
    "a type of the server": '{"type": "reveal", "question": 0, "correct": "a"}',
    "a method's name": '{"type": "websocket.send"}',
    "a type in capitals": '{"type": "PING"}',
    "two objects": '{"type": "ping"}{"type": "ping"}',
    "NaN": '{"type": "answer", "question": 0, "answer": NaN}',
    "Infinity": '{"type": "answer", "question": 0, "answer": Infinity}',
    "1e999": '{"type": "answer", "question": 0, "answer": 1e999}',
    "single quotes": "{'type': 'ping'}",
    "U+0000": '{"type": "join", "nickname": "No\\u0000or"}',
    "U+0000 as it is": '{"type": "join", "nickname": "No\x00or"}',
    "U+0000 in an answer": '{"type": "answer", "question": 0, "answer": "\\u0000"}',
    "a lone surrogate": '{"type": "join", "nickname": "\\ud800"}',
    "a lone surrogate in an answer": '{"type": "answer", "question": 0, "answer": "\\udfff"}',
    "deep nesting": DEEP,
    "deep nesting in an answer": f'{{"type": "answer", "question": 0, "answer": {DEEP}}}',
    "deep objects in an answer": '{"type": "answer", "question": 0, "answer": ' + '{"a":' * 2_000 + "1" + "}" * 2_001,
    "a megabyte": json.dumps({"type": "answer", "question": 0, "answer": "x" * 1_048_576}),
    "a megabyte of nothing": " " * 1_048_576,
    "a huge index": '{"type": "answer", "question": ' + "9" * 4_000 + ', "answer": 1}',
    "a negative index": '{"type": "answer", "question": -1, "answer": "a"}',
    "an index that is text": '{"type": "answer", "question": "0", "answer": "a"}',
    "an index that is a fraction": '{"type": "answer", "question": 0.5, "answer": "a"}',
    "an index that is null": '{"type": "answer", "question": null, "answer": "a"}',
    "an index that is true": '{"type": "answer", "question": true, "answer": "a"}',
    "no index": '{"type": "answer", "answer": "a"}',
    "no answer": '{"type": "answer", "question": 0}',
    "an answer of another kind": '{"type": "answer", "question": 0, "answer": ["a"]}',
    "an answer that is an object": '{"type": "answer", "question": 0, "answer": {"text": "a"}}',
    "an answer that is null": '{"type": "answer", "question": 0, "answer": null}',
    "an answer that is empty": '{"type": "answer", "question": 0, "answer": "   "}',
    "an answer of 201 characters": json.dumps({"type": "answer", "question": 0, "answer": "x" * 201}),
    "a nickname that is a number": '{"type": "join", "nickname": 7}',
    "a nickname that is null": '{"type": "join", "nickname": null}',
    "no nickname": '{"type": "join"}',
    "a token that is a list": '{"type": "rejoin", "token": []}',
    "a host token that is a number": '{"type": "host", "token": 1}',
    "a ping with an object": '{"type": "ping", "t": {}}',
    "a lock that is no boolean": '{"type": "lock", "locked": "yes"}',
    "a kick of a number": '{"type": "kick", "player": 1}',
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
async def test_a_bad_frame_is_a_bad_message_and_costs_nobody_anything(game, text):
    async with open_table(game, "Noor", "Troll") as table:
        noor, troll = table.players.values()
        await table.host.send("start")
        await table.all_expect("question")

        await troll.socket.send_text(text)

        frame = await troll.socket.receive()
        assert (frame["type"], frame["code"]) == ("error", "bad_message")
        assert 0 < len(frame["detail"]) < 500
        assert set(frame) == {"type", "code", "detail"}
        await troll.socket.nothing()
        await noor.notices_nothing()
        await table.host.notices_nothing()
        await troll.answer(0, "angstrom")
    assert await in_thread(Answer.objects.count) == 1


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff\xfe", b'{"type": "ping"}', b"x" * 1_000_000], ids=["none", "junk", "JSON", "1 MB"]
)
async def test_bytes_are_a_bad_message(game, data):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as socket:
        await socket.send_bytes(data)
        assert (await socket.receive())["code"] == "bad_message"
        await socket.nothing()
        await table.players["Noor"].notices_nothing()


async def test_what_is_too_much_in_a_frame_is_passed_over(game):
    """Clients of a later version may send fields that this one does not know."""
    async with open_socket(path_of(game)) as socket:
        frame = await socket.call("join", nickname="Noor", colour="red", score=10**9, is_host=True, id="x")
        assert (frame["type"], frame["state"]["score"]) == ("joined", 0)
        assert (await socket.call("start"))["code"] == "not_host"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "answer", "question": 0, "answer": "x"}, "not_joined"),
        ({"type": "start"}, "not_host"),
        ({"type": "kick", "player": "x"}, "not_host"),
        ({"type": "lock"}, "not_host"),
        ({"type": "host", "token": "guess"}, "not_host"),
        ({"type": "host"}, "not_host"),
        ({"type": "rejoin", "token": "guess"}, "not_joined"),
    ],
)
async def test_a_stranger_is_told_what_is_missing_and_nobody_notices(game, frame, code):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as stranger:
        await stranger.send_text(json.dumps(frame))
        assert (await stranger.receive())["code"] == code
        await stranger.nothing()
        await table.players["Noor"].notices_nothing()
        await table.host.notices_nothing()


async def test_a_stranger_hears_nothing_of_the_game(game):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as stranger:
        for command, event in [
            ("start", "question"),
            ("pause", "paused"),
            ("resume", "resumed"),
            ("close", "reveal"),
            ("end", "finished"),
        ]:
            await table.command(command)
            await table.all_expect(event)
        await stranger.nothing()


async def test_a_flood_is_limited_and_nobody_notices(game):
    async with open_table(game, "Noor", "Troll") as table:
        noor, troll = table.players.values()
        for number in range(200):
            await troll.send("ping", t=number)
        frames = [await troll.socket.receive() for _ in range(200)]

        passed = [frame["t"] for frame in frames if frame["type"] == "pong"]
        refused = [frame["code"] for frame in frames if frame["type"] == "error"]
        assert passed[:50] == list(range(50))
        assert len(refused) > 100
        assert set(refused) == {"rate_limited"}
        await noor.notices_nothing()
        await table.host.send("start")
        await noor.expect("question")
        await noor.answer(0, "metre")


async def test_a_flood_that_does_not_end_is_cut_off(game):
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as flood:
        for _ in range(5_300):
            await flood.send_text("x")
        assert await flood.closing() in {4408, 4429}
        await table.players["Noor"].notices_nothing()


async def test_a_client_that_does_not_read_is_cut_off_and_slows_nobody(game):
    """Its frames wait in a queue with a bound; here it never takes one."""
    async with open_table(game, "Noor") as table, open_socket(path_of(game)) as deaf:
        await deaf.send("join", nickname="Deaf")
        await table.host.expect("lobby")
        for _ in range(30):
            for locked in (True, False):
                await table.command("lock" if locked else "unlock")
                await table.players["Noor"].expect("locked", locked=locked)
