"""The record in the back office, and what the back office puts into the record."""

import pytest
from django.contrib.admin.models import LogEntry

from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.services import record_event
from lib import context
from lib.models import Heartbeat
from tests.accounts.users.test_admin import form_of
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/auditevent/"
USERS = "/admin/accounts/user/"


@pytest.fixture
def event(student, admin):
    with context.called_by(context.Caller("192.0.2.9", "curl/8", "request-77", admin.pk)):
        return record_event(Kind.KEY_MADE, user_id=student.pk, name="Importer")


@pytest.mark.parametrize("query", ["q=student", "q=192.0.2.9", "q=request-77", "kind=api_key.made", "user__id__exact={pk}"])
def test_the_list_finds_events(signed_in, admin, student, event, query):
    page = signed_in(admin).get(f"{LIST}?{query.format(pk=student.pk)}").content.decode()
    assert "API key made: Importer" in page
    assert "request" in page


def test_the_list_leaves_out_the_others(signed_in, admin, event):
    assert "API key made: Importer" not in signed_in(admin).get(f"{LIST}?kind=password.changed").content.decode()


def test_who_did_it_is_said_for_jobs_too(signed_in, admin):
    record_event(Kind.FORGOTTEN)
    with context.called_by(context.Caller("192.0.2.9", "", "request-78")):
        record_event(Kind.SIGN_IN_FAILED)
    page = signed_in(admin).get(LIST).content.decode()
    assert ">system<" in page
    assert ">nobody signed in<" in page


def test_nobody_adds_changes_or_deletes(signed_in, admin, event):
    client = signed_in(admin)
    before = AuditEvent.objects.filter(pk=event.pk).values().get()
    change, delete = f"{LIST}{event.pk}/change/", f"{LIST}{event.pk}/delete/"
    assert client.get(change).status_code == 200
    codes = [client.post(address, {"post": "yes", "kind": "x"}).status_code for address in (f"{LIST}add/", change, delete)]
    client.post(LIST, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert codes == [403, 403, 403]
    assert AuditEvent.objects.filter(pk=event.pk).values().get() == before


def admin_events():
    found = AuditEvent.objects.filter(kind=Kind.ADMIN_CHANGED).order_by("id")
    return [(event.user_id, event.actor_id, event.data) for event in found]


def test_a_change_in_the_back_office_names_fields_and_never_values(signed_in, admin, student):
    signed_in(admin).post(f"{USERS}{student.pk}/change/", form_of(student, phone="+49 30 123456"))
    data = {"model": "accounts.User", "object": str(student.pk), "what": "changed", "fields": ["Phone"]}
    assert admin_events() == [(student.pk, admin.pk, data)]
    (event,) = AuditEvent.objects.filter(kind=Kind.ADMIN_CHANGED)
    assert (event.address, event.request_id != "") == ("127.0.0.1", True)


def test_rows_that_are_deleted_together_are_each_written_down(signed_in, admin):
    for name in ("one", "two"):
        Heartbeat.objects.create(name=name, at="2026-11-20T12:00:00Z")
    body = {"action": "delete_selected", "_selected_action": ["one", "two"], "post": "yes"}
    signed_in(admin).post("/admin/lib/heartbeat/", body)
    assert not Heartbeat.objects.filter(name__in=["one", "two"]).exists()
    assert sorted(data["object"] for _, _, data in admin_events()) == ["one", "two"]
    assert {data["what"] for _, _, data in admin_events()} == {"deleted"}


def test_a_row_that_is_deleted_alone_is_written_down_once(signed_in, admin):
    Heartbeat.objects.create(name="one", at="2026-11-20T12:00:00Z")
    body = {"action": "delete_selected", "_selected_action": ["one"], "post": "yes"}
    signed_in(admin).post("/admin/lib/heartbeat/", body)
    assert [data["object"] for _, _, data in admin_events()] == ["one"]


@pytest.mark.parametrize("message", ["", "plain words", "{}", '[{"added": {}}]', "[1"])
def test_a_note_of_another_shape_is_no_error(admin, message):
    LogEntry.objects.create(user_id=admin.pk, action_flag=2, change_message=message, object_repr="x")
    assert admin_events()[-1][2]["fields"] == []


def test_the_page_of_a_person_leads_to_the_events(signed_in, admin, student):
    page = signed_in(admin).get(f"{USERS}{student.pk}/change/").content.decode()
    assert f"{LIST}?user__id__exact={student.pk}" in page


def test_the_list_costs_the_same_for_one_and_for_many(signed_in, admin, django_assert_num_queries):
    client = signed_in(admin)
    people = [make_user(f"person{number}") for number in range(3)]
    record_event(Kind.KEY_MADE, user_id=people[0].pk, actor_id=people[0].pk)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)
    for person in people:
        record_event(Kind.KEY_MADE, user_id=person.pk, actor_id=person.pk)
    with django_assert_num_queries(6):
        client.get(LIST)
