"""One's own events by REST: a log, by the number of the last one seen."""

import pytest

from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.services import record_event
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

EVENTS = "/api/v1/auth/events/"


@pytest.fixture
def three(student, api):
    client = api(student)
    AuditEvent.objects.all().forget_before(AuditEvent.objects.latest("at").at.replace(year=2999))
    events = [record_event(Kind.KEY_MADE, user_id=student.pk, name=f"Key {number}") for number in (1, 2, 3)]
    return client, [str(event.pk) for event in events]


def test_the_newest_come_first_and_older_ones_by_the_last_number(three):
    client, (first, second, third) = three
    page = client.get(EVENTS, {"limit": 2}).json()
    assert ([row["id"] for row in page["results"]], page["has_more"]) == ([third, second], True)
    rest = client.get(EVENTS, {"limit": 2, "before": second}).json()
    assert ([row["id"] for row in rest["results"]], rest["has_more"]) == ([first], False)


def test_an_event_is_told_in_words(three):
    client, (first, *_) = three
    row = client.get(EVENTS).json()["results"][-1]
    assert row.pop("at").endswith("Z")
    assert row == {
        "id": first,
        "kind": "api_key.made",
        "words": "API key made: Key 1",
        "is_odd": False,
        "by": "",
        "address": "",
        "device": "",
        "request_id": "",
    }


def test_events_of_others_are_nobodys_business(three, api):
    other = api(make_user("other"))
    words = {row["words"] for row in other.get(EVENTS).json()["results"]}
    assert words == {"Signed in with the password"}


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "-1"}, {"limit": "0"}, {"limit": "²"}, {"before": "1" * 30}])
def test_what_is_no_number_is_refused_by_name(three, query):
    answer = three[0].get(EVENTS, query)
    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == list(query)


def test_a_number_beyond_all_is_the_end(three):
    assert len(three[0].get(EVENTS, {"before": "9" * 20, "limit": "9999"}).json()["results"]) == 3


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_or_deletes(three, method):
    assert getattr(three[0], method)(EVENTS, {}).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(api, student, count, django_assert_num_queries):
    client = api(student)
    for _ in range(count):
        record_event(Kind.KEY_MADE, user_id=student.pk)
    client.get(EVENTS)
    with django_assert_num_queries(3):
        client.get(EVENTS)
