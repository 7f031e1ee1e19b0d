"""Health: a row a part, each failing for its own reason; mail only warns."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from lib import health, heartbeats
from lib.models import OutboxMail

pytestmark = pytest.mark.django_db

PARTS = {"database", "cache", "channel_layer", "task_queue", "scheduler", "mail", "files"}


@pytest.fixture
def all_alive():
    for name in (heartbeats.WORKER, heartbeats.SCHEDULER):
        heartbeats.note(name, timezone.now())


@pytest.mark.usefixtures("all_alive")
def test_all_well(client):
    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert {name: row["status"] for name, row in answer.json()["checks"].items()} == dict.fromkeys(PARTS, "ok")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("name", "check"), [(heartbeats.WORKER, "task_queue"), (heartbeats.SCHEDULER, "scheduler")])
@pytest.mark.usefixtures("all_alive")
def test_part_that_went_silent_fails(client, name, check):
    heartbeats.note(name, timezone.now() - heartbeats.FRESH - timedelta(seconds=1))

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["status"] == "fail"
    assert [key for key, row in answer.json()["checks"].items() if row["status"] == "fail"] == [check]


def test_worker_that_never_ran_fails():
    good, rows = health.report()

    assert not good
    assert rows["task_queue"]["detail"] == "No worker runs."


@pytest.mark.usefixtures("all_alive")
def test_driver_errors_are_named_and_not_told(client, monkeypatch):
    def broken(*args):
        raise ConnectionError("redis://:secret@10.0.0.1 does not answer")

    monkeypatch.setattr(cache._connections[cache._alias], "set", broken)

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["checks"]["cache"]["detail"] == "ConnectionError"
    assert b"secret" not in answer.content


@pytest.mark.usefixtures("all_alive")
def test_mail_that_could_not_be_sent_only_warns(client):
    OutboxMail.objects.create(key="1", to="a@b.example", subject="x", text="x", message_id="1", state=OutboxMail.State.DEAD)

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["checks"]["mail"]["status"] == "warn"


def test_liveness_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live/").status_code == 200
