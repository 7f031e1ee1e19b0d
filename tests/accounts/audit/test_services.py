"""Writing down what happened, and forgetting it when its time is over."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from accounts.audit import services
from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.services import record_event
from lib import context

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def fields_of(event):
    return (event.user_id, event.actor_id, event.address, event.device, event.request_id, event.data)


def test_a_job_has_no_caller():
    assert fields_of(record_event(Kind.FORGOTTEN)) == (None, None, "", "", "", {})


def test_the_caller_is_written_down(student, admin):
    who = context.Caller("192.0.2.7", "curl/8", "request-1", admin.pk)
    with context.called_by(who):
        event = record_event(Kind.ROLE_CHANGED, user_id=student.pk, after="teacher")
    assert fields_of(event) == (student.pk, admin.pk, "192.0.2.7", "curl/8", "request-1", {"after": "teacher"})


def test_an_actor_that_is_named_counts(student):
    with context.called_by(context.Caller(actor_id=7)):
        assert record_event(Kind.SIGNED_IN, user_id=student.pk, actor_id=student.pk).actor_id == student.pk


def test_old_events_go_by_whole_days_and_that_is_written_down(settings):
    settings.AUDIT_KEEP_DAYS = 30
    ages = {"old": timedelta(days=31), "of the last day": timedelta(days=30, hours=11), "new": timedelta(days=29)}
    for name, age in ages.items():
        with time_machine.travel(NOW - age, tick=False):
            record_event(Kind.SIGNED_IN, note=name)
    with time_machine.travel(NOW, tick=False):
        assert services.forget_old(NOW) == 1
        assert services.forget_old(NOW) == 0
    left = [(event.kind, event.data) for event in AuditEvent.objects.order_by("id")]
    assert left == [
        (Kind.SIGNED_IN, {"note": "of the last day"}),
        (Kind.SIGNED_IN, {"note": "new"}),
        (Kind.FORGOTTEN, {"count": 1, "before": "2026-10-21T00:00:00+00:00"}),
    ]


@pytest.mark.django_db(transaction=True)
def test_many_write_at_once():
    def write(number):
        try:
            record_event(Kind.SIGN_IN_FAILED, number=number)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.data["number"] for event in AuditEvent.objects.all()) == list(range(8))
