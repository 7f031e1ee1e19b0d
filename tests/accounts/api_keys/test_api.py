"""REST of API keys."""

import uuid

import pytest

from accounts.api_keys.scopes import SCOPES
from accounts.api_keys.services import make_key
from accounts.models import ApiKey

pytestmark = pytest.mark.django_db

LIST, ME = "/api/v1/auth/api-keys/", "/api/v1/auth/me/"
FIELDS = {"id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "last_used_address"}
BODY = {"name": "Importer", "scopes": ["account:read"], "days": 30}


def test_a_key_is_shown_once(api, student):
    client = api(student)
    answer = client.post(LIST, BODY)
    assert (answer.status_code, set(answer.json())) == (201, FIELDS | {"key"})
    key = answer.json()["key"]
    listed = client.get(LIST)
    assert key not in listed.content.decode()
    assert [set(row) for row in listed.json()["results"]] == [FIELDS]
    assert api().get(ME, headers={"authorization": f"Api-Key {key}"}).json()["username"] == "student"


def test_without_scopes_a_key_may_do_all_that_keys_can(api, student):
    answer = api(student).post(LIST, {"name": "Importer"})
    assert (answer.status_code, answer.json()["scopes"]) == (201, list(SCOPES))


def test_without_days_a_key_holds_ninety_and_with_null_for_ever(api, student):
    client = api(student)
    client.post(LIST, {"name": "A", "scopes": ["account:read"]})
    client.post(LIST, {**BODY, "name": "B", "days": None})
    row = ApiKey.objects.get(name="A")
    assert (row.expires_at - row.created_at).days == 90
    assert ApiKey.objects.get(name="B").expires_at is None


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"scopes": "account:read"}, "scopes"),
        ({"scopes": None}, "scopes"),
        ({"days": 31}, "days"),
        ({"days": "soon"}, "days"),
    ],
)
def test_bodies_that_make_no_sense_are_refused(api, student, change, attr):
    answer = api(student).post(LIST, BODY | change)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert not ApiKey.objects.exists()


def test_fields_nobody_asked_for_change_nothing(api, student, teacher):
    extra = {
        "user": teacher.pk,
        "prefix": "MINE",
        "digest": "0" * 64,
        "second_factor": "totp",
        "expires_at": None,
        "key": "hr_x",
    }
    answer = api(student).post(LIST, BODY | extra)
    row = ApiKey.objects.get()
    assert (row.user, row.second_factor) == (student, "")
    assert row.expires_at is not None
    assert answer.json()["prefix"] == row.prefix != "MINE"


def test_the_fifty_first_is_refused(api, student):
    for _ in range(50):
        make_key(user=student, name="Script", scopes=["account:read"], days=30)
    answer = api(student).post(LIST, BODY)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "too_many_keys")


def test_delete_revokes(api, student):
    row, text = make_key(user=student, name="Script", scopes=["account:read"], days=30)
    client = api(student)
    answer = client.delete(f"{LIST}{row.pk}/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(LIST).json()["count"] == 0
    assert client.delete(f"{LIST}{row.pk}/").status_code == 404
    assert api().get(ME, headers={"authorization": f"Api-Key {text}"}).status_code == 401


def test_somebody_elses_key_is_not_there(api, student, teacher):
    row, _text = make_key(user=teacher, name="Script", scopes=["account:read"], days=30)
    client = api(student)
    assert client.get(LIST).json()["count"] == 0
    for key_id in (row.pk, uuid.uuid4()):
        assert client.delete(f"{LIST}{key_id}/").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_three_queries(api, student, django_assert_num_queries, count):
    client = api(student)
    for _ in range(count):
        make_key(user=student, name="Script", scopes=["account:read"], days=30)
    client.get(LIST)
    with django_assert_num_queries(3):  # the token, the count, the page
        assert len(client.get(LIST).json()["results"]) == count
