"""People by REST, for administrators: made without a password, changed, closed, never deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import AuditEvent
from accounts.models import RefreshFamily, User
from accounts.tokens.services import issue_pair
from lib.models import OutboxMail
from tests.accounts.letters import mail_to
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/users/"
FIELDS = {
    "id", "username", "full_name", "email", "email_confirmed", "role", "is_online", "last_seen", "created_at", "national_id",
    "is_active",
}  # fmt: skip


def test_an_account_is_made_with_a_way_in_that_is_told_once(api, admin):
    body = {"username": "noor", "role": "teacher", "email": "noor@school.example", "national_id": "123456789012"}
    answer = api(admin).post(LIST, {**body, "full_name": "Noor H."})
    made = answer.json()
    assert answer.status_code == 201
    assert set(made) == {*FIELDS, "user", "invite_url"}
    assert made["user"] == {name: made[name] for name in FIELDS}
    assert (made["username"], made["role"], made["full_name"], made["email_confirmed"]) == ("noor", "teacher", "Noor H.", False)
    assert made["invite_url"].startswith("http://testserver/accounts/welcome/")
    token = made["invite_url"].rstrip("/").rpartition("/")[2]
    assert token not in api(admin).get(f"{LIST}{made['id']}/").content.decode()
    assert "/accounts/welcome/" in mail_to("noor@school.example").text


def test_a_password_or_a_right_in_the_body_is_not_read(api, admin):
    """In the education original the administrator chose the password, and so knew it."""
    rights = {
        "password": PASSWORD,
        "is_staff": True,
        "is_superuser": True,
        "is_active": False,
        "email_confirmed": True,
        "id": 99,
    }
    answer = api(admin).post(LIST, {"username": "noor", "role": "student", **rights})
    user = User.objects.get(username="noor")
    assert answer.status_code == 201
    assert (user.has_usable_password(), user.is_staff, user.is_superuser, user.is_active) == (False, False, False, True)
    assert api().post("/api/v1/auth/login/", {"login": "noor", "password": PASSWORD}).status_code == 401


def test_what_may_be_left_out_may_be_null(api, admin):
    body = {"username": "noor", "role": "student", "email": None, "full_name": None, "national_id": None}
    answer = api(admin).post(LIST, body)
    assert answer.status_code == 201
    assert (answer.json()["email"], answer.json()["full_name"], answer.json()["national_id"]) == (None, "", None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"username": "TAKEN"}, ("username", "unique")),
        ({"username": "tаken"}, ("username", "look_alike")),
        ({"email": "Taken@school.example"}, ("email", "unique")),
        ({"national_id": "12"}, ("national_id", "invalid")),
        ({"role": "boss"}, ("role", "invalid_choice")),
        ({"role": None}, ("role", "null")),
        ({"username": ""}, ("username", "blank")),
        ({"username": "a\x00b"}, ("username", "null_characters_not_allowed")),
    ],
)
def test_what_will_not_do_is_named(api, admin, change, expected):
    make_user("taken")
    answer = api(admin).post(LIST, {"username": "noor", "role": "student", **change})
    assert answer.status_code == 400
    assert expected in {(error["attr"], error["code"]) for error in answer.json()["errors"]}
    assert User.objects.count() == 2
    assert not OutboxMail.objects.exists()


def test_the_list_is_searched_and_filtered(api, admin):
    make_user("noor", full_name="Nóra Čapková", national_id="123456789012")
    make_user("closed", role="teacher", is_active=False)
    client = api(admin)
    names = {
        "": ["admin", "closed", "noor"],
        "?search=nora+capk": ["noor"],
        "?search=NOOR@": ["noor"],
        "?search=12345": ["noor"],
        "?role=teacher": ["closed"],
        "?is_active=false": ["closed"],
        "?is_active=true": ["admin", "noor"],
        "?role=nonsense&is_active=maybe": ["admin", "closed", "noor"],
    }
    for query, expected in names.items():
        assert [row["username"] for row in client.get(LIST + query).json()["results"]] == expected
    assert set(client.get(LIST).json()["results"][0]) == FIELDS
    assert client.get(f"{LIST}?page_size=1").json()["next"] is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_four_queries(signed_in, admin, rows):
    for number in range(rows - 1):
        make_user(f"n{number}")
    client = signed_in(admin)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).json()["count"] == rows
    assert len(queries) == 4  # the session, the person, the count, the rows


def test_one_person_is_read(api, admin, student):
    assert api(admin).get(f"{LIST}{student.pk}/").json()["username"] == "student"
    for nonsense in ("0", "999999", "x", "9" * 30, "٣", "-1"):
        assert api(admin).get(f"{LIST}{nonsense}/").status_code == 404


@pytest.mark.parametrize("change", [{"role": "teacher"}, {"is_active": False}])
def test_role_and_closing_end_what_was_open(api, admin, student, signed_in, change):
    browser, pair = signed_in(student), issue_pair(user=student)
    answer = api(admin).patch(f"{LIST}{student.pk}/", change)
    assert (answer.status_code, {name: answer.json()[name] for name in change}) == (200, change)
    assert browser.get("/api/v1/auth/me/").status_code == 401
    assert api().get("/api/v1/auth/me/", headers={"authorization": f"Bearer {pair.access}"}).status_code == 401
    assert api().post("/api/v1/auth/refresh/", {"refresh": pair.refresh}).status_code == 401
    assert not RefreshFamily.objects.filter(user=student, ended_at=None).exists()


def test_names_change_and_a_new_email_proves_nothing(api, admin, student):
    pair = issue_pair(user=student)
    answer = api(admin).patch(f"{LIST}{student.pk}/", {"full_name": "Stu D.", "email": "New@school.example"})
    body = answer.json()
    assert (body["full_name"], body["email"], body["email_confirmed"]) == ("Stu D.", "new@school.example", False)
    assert "new@school.example" in mail_to("student@school.example").text
    assert api().get("/api/v1/auth/me/", headers={"authorization": f"Bearer {pair.access}"}).status_code == 200
    kinds = AuditEvent.objects.filter(user=student, actor=admin).values_list("kind", flat=True)
    assert set(kinds) == {"email.changed", "account.names_changed"}


def test_nothing_else_changes(api, admin, student):
    before = User.objects.filter(pk=student.pk).values().get()
    body = {"password": "chosen", "is_staff": True, "is_superuser": True, "username": "boss", "national_id": "123456789012"}
    assert api(admin).patch(f"{LIST}{student.pk}/", body).status_code == 200
    assert User.objects.filter(pk=student.pk).values().get() == before


def test_all_of_a_change_or_nothing(api, admin):
    answer = api(admin).patch(f"{LIST}{admin.pk}/", {"full_name": "New", "role": "student"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "last_administrator")
    admin.refresh_from_db()
    assert (admin.full_name, admin.role) == ("", "admin")


def test_an_account_is_closed_not_deleted(api, admin, student):
    assert api(admin).delete(f"{LIST}{student.pk}/").status_code == 405
    assert User.objects.filter(pk=student.pk).exists()


def test_a_new_way_in_is_told_once(api, admin, student):
    first, second = (api(admin).post(f"{LIST}{student.pk}/invite/") for _ in range(2))
    assert (first.status_code, set(first.json())) == (201, {"invite_url"})
    assert first.json() != second.json()
    User.objects.filter(pk=student.pk).update(is_active=False)
    closed = api(admin).post(f"{LIST}{student.pk}/invite/")
    assert (closed.status_code, closed.json()["errors"][0]["code"]) == (409, "account_closed")


def test_nobody_else_reads_people_by_their_id(api, teacher, student):
    """In the education original any account read anybody's data by the national id."""
    for person, status in ((teacher, 403), (student, 403), (None, 401)):
        client = api(person) if person else api()
        for path in (LIST, f"{LIST}{teacher.pk}/", f"{LIST}?search=123456789012"):
            assert client.get(path).status_code == status
        assert client.post(LIST, {"username": "x", "role": "admin"}).status_code == status
        assert client.patch(f"{LIST}{teacher.pk}/", {"role": "admin"}).status_code == status
        assert client.post(f"{LIST}{teacher.pk}/invite/").status_code == status
    assert User.objects.filter(role="admin").count() == 0
