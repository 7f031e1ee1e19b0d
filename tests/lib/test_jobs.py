"""Jobs are rows: stored with their cause, run once, tried again, and found again when their message was lost."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from lib import jobs
from lib.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch):
    """The job ids that a broker was given."""
    ids = []
    monkeypatch.setattr("lib.jobs.current_app.send_task", lambda name, args, **options: ids.append(args[0]), raising=False)
    return ids


@pytest.fixture
def calls(monkeypatch):
    seen = []

    def note(**payload):
        seen.append(payload)
        if payload.get("fails"):
            raise RuntimeError("not today")

    monkeypatch.setitem(jobs._registry, "tests.note", jobs.Registered(note, 3))
    return seen


def test_a_worker_is_woken_after_the_commit_only(sent):
    with transaction.atomic():
        row = jobs.enqueue("tests.note", a=1)
        assert sent == []
    assert sent == [str(row.pk)]


def test_a_rolled_back_cause_leaves_no_job(sent):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("tests.note", a=1)
        1 / 0  # noqa: B018
    assert sent == []
    assert Job.objects.count() == 0


def test_a_job_runs_once_however_often_its_message_comes(sent, calls):
    row = jobs.enqueue("tests.note", a=1)
    jobs.run_job(str(row.pk))
    jobs.run_job(str(row.pk))
    assert calls == [{"a": 1}]
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("done", 1)


def test_a_failed_job_waits_longer_each_time_and_dies_visibly(sent, calls):
    row = jobs.enqueue("tests.note", fails=True)
    waits = []
    for _ in range(3):
        jobs.run_job(str(row.pk))
        row.refresh_from_db()
        waits.append(row.state)
        Job.objects.filter(pk=row.pk).update(due_at=timezone.now())
    assert waits == ["queued", "queued", "dead"]
    assert row.last_error == "RuntimeError: not today"
    assert len(calls) == 3
    jobs.run_job(str(row.pk))
    assert len(calls) == 3


def test_a_name_nobody_registered_dies_with_its_reason(sent):
    row = jobs.enqueue("tests.nobody")
    jobs.run_job(str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("dead", "KeyError: 'tests.nobody'")


def test_a_broker_that_is_away_costs_the_sweeps_delay_only(monkeypatch, calls):
    def refuse(*args, **options):
        raise ConnectionError("no broker")

    monkeypatch.setattr("lib.jobs.current_app.send_task", refuse, raising=False)
    row = jobs.enqueue("tests.note", a=1)
    assert Job.objects.get(pk=row.pk).sent_at is None
    ids = []
    monkeypatch.setattr("lib.jobs.current_app.send_task", lambda name, args, **options: ids.append(args[0]), raising=False)
    assert jobs.sweep(timezone.now()) == 1
    assert ids == [str(row.pk)]


def test_the_sweep_wakes_for_lost_messages_and_lost_workers_not_for_what_is_under_way(sent, calls):
    now = timezone.now()
    lost = Job.objects.create(name="tests.note", due_at=now, sent_at=now - timedelta(minutes=1))
    Job.objects.create(name="tests.note", due_at=now, sent_at=now)
    Job.objects.create(name="tests.note", due_at=now + timedelta(hours=1))
    killed = Job.objects.create(
        name="tests.note",
        state="running",
        due_at=now,
        lease_until=now - timedelta(seconds=1),
        sent_at=now - timedelta(minutes=9),
    )
    Job.objects.create(
        name="tests.note",
        state="running",
        due_at=now,
        lease_until=now + timedelta(minutes=1),
        sent_at=now - timedelta(minutes=1),
    )
    assert jobs.sweep(now) == 2
    assert set(sent) == {str(lost.pk), str(killed.pk)}


def test_old_done_jobs_are_forgotten(sent):
    now = timezone.now()
    Job.objects.create(name="tests.note", state="done", finished_at=now - timedelta(days=4))
    kept = Job.objects.create(name="tests.note", state="done", finished_at=now)
    jobs.sweep(now)
    assert list(Job.objects.all()) == [kept]


def test_two_jobs_cannot_share_a_name():
    with pytest.raises(ValueError, match="Two jobs"):
        jobs.job("quizzes.command_game")(print)
