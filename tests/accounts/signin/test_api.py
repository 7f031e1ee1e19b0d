"""The door by REST: register, log in."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import RefreshFamily, User
from accounts.users.services import deactivate
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

REGISTER, LOGIN, ME = "/api/v1/auth/register/", "/api/v1/auth/login/", "/api/v1/auth/me/"
NOOR = {"username": "noor", "email": "Noor@school.example", "password": PASSWORD}


def codes(answer) -> set[tuple[str | None, str]]:
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


def test_register_makes_a_student(api):
    answer = api().post(REGISTER, {**NOOR, "full_name": "Noor H."})
    body = answer.json()
    assert answer.status_code == 201
    assert set(body) == {
        "id", "username", "full_name", "email", "email_confirmed", "role", "is_online", "last_seen", "created_at", "user",
    }  # fmt: skip
    assert body.pop("user") == body
    assert (body["username"], body["email"], body["role"]) == ("noor", "noor@school.example", "student")
    assert (body["email_confirmed"], body["full_name"]) == (False, "Noor H.")
    assert body["id"] == str(User.objects.get().pk)


def test_what_may_be_left_out_may_be_null(api):
    assert api().post(REGISTER, {**NOOR, "full_name": None, "invite": None}).status_code == 201
    answer = api().post(LOGIN, {"login": "noor", "password": NOOR["password"], "otp": None})
    assert (answer.status_code, answer.json()["user"]["full_name"]) == (200, "")


def test_register_asks_for_a_proof_of_the_address(api):
    api().post(REGISTER, NOOR)
    mail = OutboxMail.objects.get()
    assert mail.to == "noor@school.example"
    assert "http://testserver/accounts/confirm-email/" in mail.text
    assert EmailAddress.objects.get().verified is False


def test_register_sends_links_of_base_url(api, settings):
    settings.BASE_URL = "https://school.example"
    api().post(REGISTER, NOOR, headers={"host": "evil.example"})
    mail = OutboxMail.objects.get()
    assert "https://school.example/accounts/confirm-email/" in mail.text
    assert "evil.example" not in mail.text


def test_register_gives_nobody_a_right(api):
    rights = {
        "role": "admin",
        "is_staff": True,
        "is_superuser": True,
        "id": 999,
        "pk": 999,
        "is_active": False,
        "email_confirmed": True,
        "national_id": "123456789012",
        "groups": [1],
        "user_permissions": [1],
        "standing": 9,
    }
    answer = api().post(REGISTER, {**NOOR, **rights})
    user = User.objects.get()
    assert answer.status_code == 201
    assert (user.role, user.is_staff, user.is_superuser, user.is_active) == ("student", False, False, True)
    assert (user.pk == 999, user.national_id, user.standing) == (False, None, 0)
    assert not user.groups.exists()
    assert not user.user_permissions.exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"username": "TAKEN"}, ("username", "unique")),
        ({"email": "TAKEN@school.example"}, ("email", "unique")),
        ({"username": "123456789012"}, ("username", "invalid")),
        ({"username": "a@b"}, ("username", "invalid")),
        ({"username": ""}, ("username", "blank")),
        ({"email": "nowhere"}, ("email", "invalid")),
        ({"email": ""}, ("email", "blank")),
        ({"password": "short"}, ("password", "password_too_short")),
        ({"password": "x" * 1001}, ("password", "max_length")),
        ({"username": "a\x00b"}, ("username", "null_characters_not_allowed")),
    ],
)
def test_register_refuses(api, change, expected):
    make_user("taken")
    answer = api().post(REGISTER, {**NOOR, **change})
    assert answer.status_code == 400
    assert expected in codes(answer)
    assert User.objects.count() == 1


def test_register_is_limited_by_address(api, settings):
    settings.REGISTRATIONS_AN_HOUR = 2
    for number in range(2):
        assert api().post(REGISTER, {**NOOR, "username": f"n{number}", "email": f"n{number}@school.example"}).status_code == 201
    refused = api().post(REGISTER, NOOR)
    assert (refused.status_code, codes(refused)) == (429, {(None, "rate_limited")})
    assert 0 < int(refused["Retry-After"]) <= 3600
    elsewhere = api().post(REGISTER, NOOR, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 201


def test_register_may_be_closed(api, settings):
    settings.REGISTRATION = "closed"
    answer = api().post(REGISTER, NOOR)
    assert (answer.status_code, codes(answer)) == (403, {(None, "registration_closed")})
    assert not User.objects.exists()


@pytest.mark.parametrize("login", ["noor", "NOOR", "noor@school.example", "123456789012", " noor "])
def test_login_by_any_of_the_three(api, login):
    make_user("noor", national_id="123456789012")
    answer = api().post(LOGIN, {"login": login, "password": PASSWORD})
    body = answer.json()
    assert (answer.status_code, set(body)) == (200, {"access", "refresh", "user"})
    assert body["user"]["username"] == "noor"
    me = api().get(ME, headers={"authorization": f"Bearer {body['access']}"})
    assert me.json()["username"] == "noor"
    assert User.objects.get().last_login is not None


def test_login_says_the_same_whatever_was_wrong(api):
    make_user("noor")
    closed = make_user("closed")
    deactivate(user=closed)
    make_user("unset").set_unusable_password()
    answers = [
        api().post(LOGIN, {"login": login, "password": password})
        for login, password in [("noor", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD), ("", "x"), ("%", PASSWORD)]
        if login
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert codes(answers[0]) == {(None, "invalid_credentials")}
    assert not RefreshFamily.objects.exists()


def test_login_hashes_once_whoever_is_asked_for(api, monkeypatch):
    """The work is the same for a login that nobody has, so time tells nothing either."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    make_user("noor")
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append("x") or encode(self, *a, **k))
    work = []
    for login in ("noor", "nobody"):
        hashed.clear()
        api().post(LOGIN, {"login": login, "password": "wrong"})
        work.append(len(hashed))
    assert work == [1, 1]


def test_login_works_with_a_stale_token_in_the_header(api):
    make_user("noor")
    answer = api().post(LOGIN, {"login": "noor", "password": PASSWORD}, headers={"authorization": "Bearer stale"})
    assert answer.status_code == 200


def test_login_asks_for_a_confirmed_address_where_that_is_required(api, settings):
    settings.EMAIL_CONFIRMATION = "required"
    user = make_user("noor")
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    body = {"login": "noor", "password": PASSWORD}
    refused = api().post(LOGIN, body)
    assert (refused.status_code, codes(refused)) == (401, {(None, "email_unconfirmed")})
    wrong = api().post(LOGIN, {**body, "password": "wrong"})
    assert codes(wrong) == {(None, "invalid_credentials")}, "only whoever knows the password learns more"
    address.set_verified()
    assert api().post(LOGIN, body).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"login": "noor"}, {"login": ["noor"], "password": {}}, {"login": None, "password": None}, [], "x"]
)
def test_login_refuses_bodies_that_make_no_sense(api, body):
    answer = api().post(LOGIN, body)
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")


def test_a_body_that_is_no_json_is_refused(api):
    answer = api().post(LOGIN, "{", content_type="application/json")
    assert (answer.status_code, codes(answer)) == (400, {(None, "parse_error")})
