"""One's own account by REST."""

import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db

ME = "/api/v1/auth/me/"


def test_me_is_the_user_of_the_contract_with_the_settings(api, student):
    body = api(student).get(ME).json()
    assert body.pop("created_at").endswith("Z")
    assert body.pop("last_seen") is None
    assert body == {
        "id": str(student.pk),
        "username": "student",
        "full_name": "Stu Student",
        "email": "student@school.example",
        "email_confirmed": False,
        "role": "student",
        "is_online": False,
        "national_id": None,
        "phone": "",
        "language": "",
        "time_zone": "",
        "theme": "system",
    }


def test_me_is_401_for_nobody(api):
    response = api().get(ME)
    assert response.status_code == 401
    assert response.json() == {
        "type": "client_error",
        "errors": [{"code": "not_authenticated", "detail": "Authentication credentials were not provided.", "attr": None}],
    }


def test_me_notes_that_the_person_was_here(api, student):
    api(student).get(ME)
    body = api(student).get(ME).json()
    assert body["is_online"] is True
    assert User.objects.get(pk=student.pk).last_seen is not None


def test_patch_changes_the_settings(api, student):
    response = api(student).patch(ME, {"full_name": "Stu D.", "theme": "dark", "phone": "+49 30 1"})
    assert response.status_code == 200
    assert (response.json()["full_name"], response.json()["theme"]) == ("Stu D.", "dark")
    assert User.objects.get(pk=student.pk).phone == "+49 30 1"


RIGHTS = {
    "role": "admin",
    "is_staff": True,
    "is_superuser": True,
    "is_active": False,
    "id": "999",
    "username": "boss",
    "email": "boss@school.example",
    "email_confirmed": True,
    "password": "chosen by me",
    "standing": 7,
    "national_id": "123456789012",
    "last_seen": "2030-01-01T00:00:00Z",
    "created_at": "2001-01-01T00:00:00Z",
    "user_permissions": [1],
    "groups": [1],
}


def test_patch_gives_nobody_a_right(api, student):
    before = User.objects.filter(pk=student.pk).values().get()
    response = api(student).patch(ME, {**RIGHTS, "phone": "1"})
    after = User.objects.filter(pk=student.pk).values().get()
    assert response.status_code == 200
    assert {**after, "last_seen": None} == {**before, "phone": "1", "last_seen": None}


@pytest.mark.parametrize("body", [{"theme": "pink"}, {"time_zone": "Mars/Base"}, {"language": "xx"}, {"full_name": "n" * 151}])
def test_patch_names_the_field_that_will_not_do(api, student, body):
    response = api(student).patch(ME, body)
    assert response.status_code == 400
    assert response.json()["type"] == "validation_error"
    assert [error["attr"] for error in response.json()["errors"]] == list(body)


def test_the_session_cookie_needs_a_csrf_token_to_write(student):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(student)
    assert browser.get(ME).status_code == 200
    refused = browser.patch(ME, {"phone": "1"}, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "permission_denied")
