"""One's own account by REST."""

import uuid

import pytest

from accounts.models import User
from accounts.profile import services
from lib.models import StoredFile
from tests.factories.accounts import make_user
from tests.pictures import upload_of

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
        "avatar": None,
        "muted": [],
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
    "erase_at": "2030-01-01T00:00:00Z",
    "erased_at": "2030-01-01T00:00:00Z",
    "username_look": "boss",
    "email_look": "boss",
    "avatar_id": "0b8a5b1e-1111-4111-8111-111111111111",
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


def send_picture(client, name="me.png", use="avatar"):
    answer = client.post("/api/v1/uploads/", {"file": upload_of(name=name), "use": use}, format="multipart")
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def is_read(client, address):
    answer = client.get(address)
    return answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 50


def test_an_upload_of_ones_own_becomes_the_picture_and_goes_with_the_next_one(api, student):
    client = api(student)
    first = send_picture(client)
    assert client.patch(ME, {"avatar": first}).json()["avatar"] == f"/files/{first}/avatar"
    second = send_picture(client)
    assert client.patch(ME, {"avatar": second}).json()["avatar"] == f"/files/{second}/avatar"
    assert [str(file.pk) for file in StoredFile.objects.all()] == [second]
    assert client.patch(ME, {"avatar": None}).json()["avatar"] is None
    assert not StoredFile.objects.exists()


def test_the_same_picture_once_more_stays(api, student, signed_in):
    client = api(student)
    picture = send_picture(client)
    for _ in range(2):
        assert client.patch(ME, {"avatar": picture}).status_code == 200
    assert is_read(signed_in(student), client.get(ME).json()["avatar"])


@pytest.mark.parametrize("whose", ["somebody else's", "of another use", "nobody's"])
def test_only_a_picture_of_ones_own_that_was_sent_as_one_will_do(api, student, whose):
    client = api(student)
    given = {
        "somebody else's": lambda: send_picture(api(make_user("other"))),
        "of another use": lambda: send_picture(client, use="quiz-media"),
        "nobody's": lambda: str(uuid.uuid4()),
    }[whose]()
    answer = client.patch(ME, {"avatar": given, "phone": "1"})
    assert answer.status_code == 400
    assert [(error["code"], error["attr"]) for error in answer.json()["errors"]] == [("does_not_exist", "avatar")]
    student.refresh_from_db()
    assert (student.avatar_id, student.phone) == (None, "")


def test_a_picture_is_seen_by_whoever_is_signed_in(api, student, signed_in, client):
    services.use_picture(user=student, upload=upload_of())
    address = api(student).get(ME).json()["avatar"]
    assert is_read(signed_in(make_user("other")), address)
    assert client.get(address).status_code == 404


def test_what_one_is_told_about_is_chosen_by_name(api, student):
    client = api(student)
    answer = client.patch(ME, {"muted": ["account.new_device:mail"]})
    assert answer.json()["muted"] == ["account.new_device:mail"]
    assert client.patch(ME, {"muted": []}).json()["muted"] == []


@pytest.mark.parametrize(
    ("muted", "code"),
    [
        (["account.security:mail"], "locked_choice"),
        (["account.new_device:smoke"], "unknown_choice"),
        (["no.such:mail"], "unknown_choice"),
        (["waitlist.news:mail"], "unknown_choice"),
        (["account.new_device"], "unknown_choice"),
        ([["account.new_device:mail"]], "invalid"),
        ("account.new_device:mail", "not_a_list"),
    ],
)
def test_a_choice_that_is_none_is_refused(api, student, muted, code):
    answer = api(student).patch(ME, {"muted": muted})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == code
    student.refresh_from_db()
    assert student.muted == []
