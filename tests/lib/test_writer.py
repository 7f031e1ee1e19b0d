"""Group commit: what came together is stored together, acknowledged after the commit, and one bad entry costs no other."""

import asyncio
import threading

import pytest
from django.db import DataError, OperationalError, transaction

from lib.errors import Conflict, Unavailable
from lib.models import ServerProcess
from lib.writer import MAX_BATCH, Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer():
    one = Writer()
    yield one
    assert one.flush()


def names():
    return set(ServerProcess.objects.values_list("pk", flat=True))


def store_processes(items):
    assert transaction.get_connection().in_atomic_block
    ServerProcess.objects.bulk_create([ServerProcess(pk=name, host="h", pid=1) for name in items])
    return list(items)


async def test_a_lone_entry_is_stored_before_it_is_acknowledged(writer):
    assert await writer.submit(store_processes, "one") == "one"
    assert await asyncio.to_thread(names) == {"one"}


async def test_entries_that_wait_share_a_transaction_and_keep_their_order(writer):
    gate, batches = threading.Event(), []

    def store(items):
        gate.wait(5)
        batches.append(list(items))
        return [item * 10 for item in items]

    first = writer.submit(store, 0)
    rest = [writer.submit(store, number) for number in range(1, MAX_BATCH + 51)]
    gate.set()
    assert await first == 0
    assert await asyncio.gather(*rest) == [number * 10 for number in range(1, MAX_BATCH + 51)]
    assert sum(len(batch) for batch in batches) == MAX_BATCH + 51
    assert max(len(batch) for batch in batches) <= MAX_BATCH
    assert len(batches) <= 3


async def test_a_refusal_is_raised_for_its_own_entry_only(writer):
    def store(items):
        return [Conflict("odd") if item % 2 else item for item in items]

    results = await asyncio.gather(*(writer.submit(store, number) for number in range(4)), return_exceptions=True)
    assert results[0] == 0
    assert results[2] == 2
    assert isinstance(results[1], Conflict)
    assert isinstance(results[3], Conflict)


async def test_an_entry_the_database_refuses_leaves_the_others_stored(writer):
    gate = threading.Event()

    def hold(items):
        gate.wait(5)
        return list(items)

    def store(items):
        if "poison" in items:
            raise DataError("no such text")
        return store_processes(items)

    held = writer.submit(hold, "x")
    entries = ["a", "b", "poison", "c", "d"]
    futures = [writer.submit(store, entry) for entry in entries]
    gate.set()
    results = await asyncio.gather(held, *futures, return_exceptions=True)
    assert [type(result) for result in results[1:]] == [str, str, DataError, str, str]
    assert await asyncio.to_thread(names) == {"a", "b", "c", "d"}


async def test_a_database_that_is_away_for_a_moment_costs_time_and_nothing_else(writer):
    tries = []

    def store(items):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("the server closed the connection")
        return store_processes(items)

    assert await writer.submit(store, "late") == "late"
    assert len(tries) == 3
    assert await asyncio.to_thread(names) == {"late"}


async def test_a_database_that_stays_away_is_told_as_unavailable(writer, monkeypatch):
    monkeypatch.setattr("lib.writer.RETRY_SECONDS", 0)

    def store(items):
        raise OperationalError("gone")

    with pytest.raises(Unavailable):
        await writer.submit(store, 1)


async def test_a_full_queue_refuses_at_once(writer, monkeypatch):
    monkeypatch.setattr("lib.writer.MAX_WAITING", 0)
    with pytest.raises(Unavailable):
        await writer.submit(store_processes, "never")
    assert await asyncio.to_thread(names) == set()


async def test_a_store_that_breaks_is_told_to_its_own_entries_and_the_writer_goes_on(writer):
    def broken(items):
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        await writer.submit(broken, 1)
    assert await writer.submit(store_processes, "after") == "after"
