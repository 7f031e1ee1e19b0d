"""The lean socket base: its bounds on what comes in and what goes out, and the end of a user's standing."""

import asyncio
import json

import pytest

from lib import hub, processes
from lib.sockets import CLOSE_TOO_FAST, CLOSE_TOO_SLOW, MAX_QUEUED, PersonalSocket, Socket, TokenBucket

pytestmark = pytest.mark.django_db(transaction=True)


class Echo(Socket):
    """Sends back what it gets."""

    async def received(self, text: str) -> None:
        self.push(text)


class Wire:
    """The server's side of one connection, with a peer that may stop reading."""

    def __init__(self, consumer=Echo):
        self.incoming: asyncio.Queue = asyncio.Queue()
        self.sent: list[dict] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.socket = consumer({"type": "websocket", "path": "/ws/echo/"})
        self.incoming.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(self.socket(self.incoming.get, self._send))

    async def _send(self, message):
        await self.reading.wait()
        self.sent.append(message)

    def say(self, text=None, data=None):
        self.incoming.put_nowait({"type": "websocket.receive", "text": text, "bytes": data})

    async def hang_up(self):
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task

    def texts(self):
        return [message["text"] for message in self.sent if message["type"] == "websocket.send"]

    def codes(self):
        return [json.loads(text)["code"] for text in self.texts() if '"error"' in text]

    def closed_with(self):
        return [message["code"] for message in self.sent if message["type"] == "websocket.close"]


@pytest.fixture
async def wire():
    one = Wire()
    yield one
    await one.hang_up()
    await processes.stop()


async def until(condition):
    while not condition():
        await asyncio.sleep(0.005)


async def test_texts_leave_in_the_order_they_were_pushed(wire):
    for number in range(50):
        wire.say(f'"{number}"')
    await until(lambda: len(wire.texts()) == 50)
    assert wire.texts() == [f'"{number}"' for number in range(50)]


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        ({"data": b"\x00"}, "bytes"),
        ({"text": "x" * 20_000}, "too long"),
        ({"text": '"a\x00b"'}, "U+0000"),
        ({"text": '"a\\u0000b"'}, "U+0000 escaped"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_frame_out_of_bounds_is_refused_and_the_connection_goes_on(wire, frame, why):
    wire.say(**frame)
    wire.say('"still here"')
    await until(lambda: '"still here"' in wire.texts())
    assert wire.codes() == ["bad_message"]


async def test_too_many_frames_are_dropped_with_a_word(wire):
    for number in range(100):
        wire.say(f'"{number}"')
    await until(lambda: len(wire.texts()) == 100)
    dropped = wire.codes().count("rate_limited")
    assert 35 <= dropped <= 40
    assert wire.texts()[:60] == [f'"{number}"' for number in range(60)]


async def test_who_goes_on_flooding_is_cut_off(monkeypatch, wire):
    monkeypatch.setattr(Echo, "dropped_before_close", 10)
    for _ in range(200):
        wire.say('"flood"')
    await until(wire.closed_with)
    assert wire.closed_with() == [CLOSE_TOO_FAST]


async def test_a_reader_that_stops_is_cut_off_and_holds_no_memory(wire):
    wire.say('"hello"')
    await until(wire.texts)
    wire.reading.clear()
    for number in range(MAX_QUEUED + 2):
        wire.socket.push(f'"{number}"')
    assert len(wire.socket._outgoing) == 0
    wire.reading.set()
    await until(wire.closed_with)
    assert wire.closed_with() == [CLOSE_TOO_SLOW]


async def test_a_users_sockets_close_when_the_standing_ends_and_nobody_elses(wire):
    other = Wire()
    wire.say('"hello"')
    other.say('"hello"')
    await until(lambda: wire.texts() and other.texts())
    wire.socket.belongs_to(7)
    other.socket.belongs_to(8)
    await asyncio.to_thread(hub.disconnect_user, 7, 4401)
    await until(wire.closed_with)
    assert wire.closed_with() == [4401]
    other.say('"still here"')
    await until(lambda: '"still here"' in other.texts())
    await other.hang_up()


async def test_only_the_sockets_of_one_sign_in_close_when_that_ends(wire):
    phone, laptop, other = wire, Wire(), Wire()
    for one in (phone, laptop, other):
        one.say('"hello"')
        await until(one.texts)
    phone.socket.belongs_to(7, "signin.token.phone")
    laptop.socket.belongs_to(7, "signin.session.laptop")
    other.socket.belongs_to(8, "signin.token.other")
    await asyncio.to_thread(hub.disconnect_some, 7, ["signin.token.phone", "signin.token.other"], 4401)
    await until(phone.closed_with)
    assert phone.closed_with() == [4401]
    for one in (laptop, other):
        one.say('"still here"')
        await until(lambda one=one: '"still here"' in one.texts())
        await one.hang_up()


async def test_a_thousand_sign_ins_end_by_a_few_announcements(wire, monkeypatch):
    told = []
    monkeypatch.setattr(hub, "announce", lambda group, text: told.append((group, len(json.loads(text)["only"]))))
    hub.disconnect_some(7, [f"signin.token.{number:036}" for number in range(1_200)], 4401)
    assert told == [("user.7", 500), ("user.7", 500), ("user.7", 200)]
    hub.disconnect_some(7, [], 4401)
    assert len(told) == 3


# Who is calling -----------------------------------------------------------------------------------------------------


class SignIn:
    """What an app's authentication answers."""

    def __init__(self, pk):
        self.user = self
        self.pk = pk
        self.group = f"signin.test.{pk}"


class Private(PersonalSocket):
    """Of no use to somebody unknown; a text is the token of an `auth` frame."""

    signs_in_within = 0.05

    async def connected(self):
        await self.sign_in()

    async def received(self, text):
        await self.authenticate(json.loads(text))


def private(*, by_handshake=None):
    async def identify():
        return by_handshake

    async def authenticate(token):
        return SignIn(9) if token == "good" else None

    class Known(Private):
        def __init__(self, scope):
            super().__init__({**scope, "identify": identify, "authenticate": authenticate})

    return Wire(Known)


async def test_whoever_must_be_known_and_is_not_in_time_is_told_and_closed(wire):
    stranger = private()
    await until(stranger.closed_with)
    assert (stranger.codes(), stranger.closed_with()) == (["not_authenticated"], [4401])
    await stranger.hang_up()


@pytest.mark.parametrize("by", ["handshake", "frame"])
async def test_whoever_is_known_in_time_stays(wire, by):
    one = private(by_handshake=SignIn(9) if by == "handshake" else None)
    if by == "frame":
        one.say('"good"')
    await asyncio.sleep(0.15)
    assert (one.codes(), one.closed_with()) == ([], [])
    await asyncio.to_thread(hub.disconnect, "signin.test.9", 4401)
    await until(one.closed_with)
    await one.hang_up()


async def test_a_token_that_does_not_hold_closes_at_once(wire):
    one = private(by_handshake=SignIn(9))
    one.say('"bad"')
    await until(one.closed_with)
    assert (one.codes(), one.closed_with()) == (["not_authenticated"], [4401])
    await one.hang_up()


async def test_a_connection_that_ends_early_leaves_no_alarm_behind(wire):
    one = private()
    await until(lambda: one.sent)
    await one.hang_up()
    assert one.socket._patience is None


def test_a_bucket_fills_again_at_its_rate(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("lib.sockets.time.monotonic", lambda: clock[0])
    bucket = TokenBucket(rate=2, burst=3)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock[0] += 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    clock[0] += 60
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
