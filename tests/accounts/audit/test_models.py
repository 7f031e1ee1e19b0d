"""Events are only ever added: by our code, by any query, and by the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.audit.errors import AppendOnly
from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.services import record_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(student):
    return record_event(Kind.PASSWORD_CHANGED, user_id=student.pk)


def stored(event):
    return AuditEvent.objects.filter(pk=event.pk).values().get()


def change_row(event):
    event.kind = Kind.SIGNED_IN
    event.save()


REFUSED = {
    "save": change_row,
    "save of one field": lambda event: event.save(update_fields=["kind"]),
    "delete": lambda event: event.delete(),
    "save under a number that is taken": lambda event: AuditEvent(pk=event.pk, kind="other", at=timezone.now()).save(),
    "update": lambda event: AuditEvent.objects.update(kind="other"),
    "update of some": lambda event: AuditEvent.objects.filter(pk=event.pk).update(user=None),
    "bulk_update": lambda event: AuditEvent.objects.bulk_update([event], ["kind"]),
    "delete of some": lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
    "update_or_create": lambda event: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"kind": "other"}),
    "bulk_create over it": lambda event: AuditEvent.objects.bulk_create(
        [AuditEvent(pk=event.pk, kind="other")], update_conflicts=True, unique_fields=["id"], update_fields=["kind"]
    ),
    "the base manager": lambda event: AuditEvent._base_manager.filter(pk=event.pk).update(kind="other"),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_nothing_that_is_stored_is_changed(event, change):
    before = stored(event)
    with pytest.raises((AppendOnly, IntegrityError)), transaction.atomic():
        change(event)
    assert stored(event) == before


def test_the_database_refuses_an_update_by_hand(event):
    before = stored(event)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET kind = 'other' WHERE id = %s", [event.pk])
    assert stored(event) == before


def test_an_event_outlives_the_people_it_names(event, student):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [student.pk])
    assert AuditEvent.objects.select_related("user").get(pk=event.pk).user is None
    assert stored(event)["user_id"] == student.pk
