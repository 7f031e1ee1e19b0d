"""Bodies are taken in whole, within a limit, and not from those who drip."""

import asyncio

import pytest

from lib.serving import bodies


def client(*messages):
    """A `receive` that gives these messages, then nothing any more."""
    queue = asyncio.Queue()
    for message in messages:
        queue.put_nowait(message)
    return queue.get


def part(data, *, more=False):
    return {"type": "http.request", "body": data, "more_body": more}


async def test_body_in_parts_is_whole():
    body = await bodies.take_in(client(part(b"ab", more=True), part(b"cd")), limit=10, declared=None)

    with body:
        assert body.read() == b"abcd"


async def test_large_body_goes_to_disk():
    many = bodies.IN_MEMORY // 1000 + 1
    body = await bodies.take_in(client(*[part(b"x" * 1000, more=True)] * many, part(b"")), limit=many * 1000, declared=None)

    with body:
        assert len(body.read()) == many * 1000
        assert body._rolled


@pytest.mark.parametrize(("declared", "messages"), [(11, []), (None, [part(b"x" * 11)]), (5, [part(b"x" * 11)])])
async def test_body_over_the_limit_is_refused(declared, messages):
    with pytest.raises(bodies.Refused) as refusal:
        await bodies.take_in(client(*messages), limit=10, declared=declared)

    assert refusal.value.status == 413


async def test_client_that_stops_sending_is_refused(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE", 0.01)

    with pytest.raises(bodies.Refused) as refusal:
        await bodies.take_in(client(part(b"x", more=True)), limit=10, declared=None)

    assert refusal.value.status == 408


async def test_client_that_leaves_ends_it():
    with pytest.raises(bodies.ClientGone):
        await bodies.take_in(client(part(b"x", more=True), {"type": "http.disconnect"}), limit=10, declared=None)


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/", 10), ("/api/v1/uploads/", 500), ("/api/v1/uploads/x/", 500), ("/api/v1/games/", 20), ("/uploads/", 10)],
)
def test_longest_prefix_sets_the_limit(path, limit):
    assert bodies.limit_for(path, {"/api/": 20, "/api/v1/uploads/": 500}, 10) == limit
