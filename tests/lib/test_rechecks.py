"""What open sockets rest on is looked at again, whoever forgot to say that it ended."""

import asyncio

import pytest
from django.db import OperationalError

from lib import hub, rechecks
from lib.rechecks import AT_ONCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def asked(monkeypatch):
    """The groups that were asked for, by call; groups with an odd number hold."""
    calls = []

    def checker(groups):
        calls.append(list(groups))
        return {group for group in groups if int(group.rsplit(".", 1)[1]) % 2}

    monkeypatch.setattr(rechecks, "_checkers", {})
    rechecks.register("test.", checker, 4401)
    await hub.attach()
    yield calls
    await hub.detach()


async def test_groups_that_hold_no_longer_are_closed_and_others_not_told(asked):
    heard = []
    for number in range(4):
        hub.join(f"test.{number}", lambda text, number=number: heard.append((number, text)))
    hub.join("other.2", lambda text: heard.append(("other", text)))
    assert await rechecks.look() == 2
    assert sorted(heard) == [(0, '{"disconnect": 4401}'), (2, '{"disconnect": 4401}')]
    assert [sorted(call) for call in asked] == [["test.0", "test.1", "test.2", "test.3"]]


async def test_nobody_is_asked_where_nobody_listens(asked):
    hub.join("other.1", print)
    assert await rechecks.look() == 0
    assert asked == []


async def test_many_are_asked_for_in_parts(asked):
    for number in range(1, 2 * AT_ONCE + 2):
        hub.join(f"test.{number}", print)
    assert await rechecks.look() == AT_ONCE
    assert [len(call) for call in asked] == [AT_ONCE, AT_ONCE, 1]


async def test_it_goes_on_when_the_database_was_away(asked, settings, monkeypatch, caplog):
    settings.SIGN_IN_LOOK_SECONDS = 0.01
    closed = asyncio.Event()
    tries = []

    def checker(groups):
        tries.append(groups)
        if len(tries) == 1:
            raise OperationalError("away")
        return set()

    rechecks.register("test.", checker, 4401)
    hub.join("test.1", lambda text: closed.set())
    rechecks.start()
    rechecks.start()
    await asyncio.wait_for(closed.wait(), 5)
    rechecks.stop()
    assert [record.getMessage() for record in caplog.records if "rechecks" in record.getMessage()] == ["rechecks.failed"]
