"""Changing a password and replacing a forgotten one: by the API and by the page, over the same verbs."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection

from accounts.links.errors import LinkNotValid
from accounts.models import AuditEvent, User
from accounts.signin import passwords
from accounts.tokens.services import issue_pair
from accounts.users.services import deactivate
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db

CHANGE, RESET, CONFIRM = "/api/v1/auth/password/change/", "/api/v1/auth/password/reset/", "/api/v1/auth/password/reset/confirm/"
LOGIN, ME, PAGE = "/api/v1/auth/login/", "/api/v1/auth/me/", "/accounts/password/"
NEW = "another passphrase"


def codes(answer) -> set[tuple[str | None, str]]:
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


def token_in(mail: OutboxMail) -> str:
    return re.search(r"/password/reset/key/(\S+)/", mail.text)[1]


def ask(api, login="noor") -> str:
    """The token that a person is sent."""
    assert api().post(RESET, {"login": login}).status_code == 202
    return token_in(OutboxMail.objects.filter(subject__contains="password").order_by("-created_at", "-pk")[0])


# Change -----------------------------------------------------------------------------------------------------------


def test_change_ends_everything_else_and_gives_a_new_pair(api, signed_in):
    user = make_user("noor")
    browser, other = signed_in(user), issue_pair(user=user)
    client = api(user)
    answer = client.post(CHANGE, {"current_password": PASSWORD, "new_password": NEW})
    assert (answer.status_code, set(answer.json())) == (200, {"access", "refresh"})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert browser.get(ME).status_code == 401
    assert user_of_access_token(other.access) is None
    assert client.get(ME).status_code == 401
    assert user_of_access_token(answer.json()["access"]) == user


def test_change_keeps_the_browser_that_asked(signed_in, student):
    client = signed_in(student)
    body = {"current_password": PASSWORD, "new_password": NEW}
    answer = client.post(CHANGE, body, content_type="application/json")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(ME).status_code == 200


def test_change_is_told_by_mail_and_written_down(api, student):
    api(student).post(
        CHANGE, {"current_password": PASSWORD, "new_password": NEW}, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="curl/8"
    )
    mail = OutboxMail.objects.get(subject="Your password was changed")
    assert mail.to == "student@school.example"
    assert "192.0.2.7" in mail.text
    assert NEW not in mail.text
    event = AuditEvent.objects.get(kind="password.changed")
    assert (event.user_id, event.actor_id, event.address) == (student.pk, student.pk, "192.0.2.7")
    assert NEW not in str(event.data)


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({"current_password": "wrong", "new_password": NEW}, 400, ("current_password", "wrong_password")),
        ({"current_password": PASSWORD, "new_password": "short"}, 400, ("new_password", "password_too_short")),
        ({"current_password": PASSWORD, "new_password": "student1"}, 400, ("new_password", "password_too_similar")),
        ({"current_password": PASSWORD, "new_password": "x" * 10_000}, 400, ("new_password", "max_length")),
        ({"current_password": PASSWORD}, 400, ("new_password", "required")),
        ({"new_password": NEW}, 400, ("current_password", "required")),
        ({"current_password": "", "new_password": NEW}, 400, ("current_password", "blank")),
    ],
)
def test_change_refuses(api, student, body, status, expected):
    client = api(student)
    answer = client.post(CHANGE, body)
    assert answer.status_code == status
    assert expected in codes(answer)
    assert client.get(ME).status_code == 200
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("door", ["api", "page"])
def test_the_old_password_cannot_be_guessed_at_a_device_that_was_found(api, signed_in, student, door):
    api_client, page = api(student), signed_in(student)
    for _ in range(5):
        if door == "api":
            api_client.post(CHANGE, {"current_password": "wrong", "new_password": NEW})
        else:
            page.post(f"{PAGE}change/", {"oldpassword": "wrong", "password1": NEW})
    answer = api_client.post(CHANGE, {"current_password": PASSWORD, "new_password": NEW})
    assert (answer.status_code, codes(answer)) == (429, {(None, "locked")})
    locked = page.post(f"{PAGE}change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert (locked.status_code, 0 < int(locked["Retry-After"]) <= 300) == (429, True)
    assert api().post(LOGIN, {"login": "student", "password": PASSWORD}).status_code == 429
    assert User.objects.get().check_password(PASSWORD)


def test_a_stranger_cannot_keep_a_signed_in_person_from_changing_the_password(api, student, settings):
    settings.WRONG_SIGN_INS_A_LOGIN = 2
    for number in range(2):
        api().post(LOGIN, {"login": "student", "password": "wrong"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert api().post(LOGIN, {"login": "student", "password": PASSWORD}).status_code == 429
    assert api(student).post(CHANGE, {"current_password": PASSWORD, "new_password": NEW}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"oldpassword": "wrong", "password1": NEW}, "oldpassword"),
        ({"oldpassword": PASSWORD, "password1": "short"}, "password1"),
        ({"oldpassword": PASSWORD, "password1": "x" * 10_000}, "password1"),
        ({"oldpassword": PASSWORD}, "password1"),
    ],
)
def test_the_page_refuses_next_to_the_field(signed_in, student, fields, field):
    answer = signed_in(student).post(f"{PAGE}change/", fields)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert User.objects.get().check_password(PASSWORD)


def test_the_page_goes_back_to_the_security_page(signed_in, student):
    client = signed_in(student)
    answer = client.post(f"{PAGE}change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/settings/security/")
    assert client.get(ME).status_code == 200
    assert OutboxMail.objects.get().subject == "Your password was changed"


def test_whoever_has_no_password_sets_the_first_one_by_the_page(signed_in, student):
    student.set_unusable_password()
    student.save()
    client = signed_in(student)
    session = client.session  # as another provider leaves it, a moment ago
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time()}]
    session["account_authentication_methods_user"] = str(student.pk)
    session.save()
    assert client.get(f"{PAGE}change/")["Location"] == f"{PAGE}set/"
    assert client.post(f"{PAGE}set/", {"password1": "x" * 10_000}).status_code == 200
    assert client.post(f"{PAGE}set/", {"password1": NEW}).status_code == 302
    assert User.objects.get().check_password(NEW)
    assert client.get(ME).status_code == 200


# Ask --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [{"email": "Noor@School.example"}, {"login": "NOOR"}, {"login": "123456789012"}])
def test_reset_sends_a_link_to_the_e_mail_of_the_account(api, body):
    make_user("noor", national_id="123456789012")
    answer = api().post(RESET, body)
    assert (answer.status_code, answer.content) == (202, b"")
    mail = OutboxMail.objects.get()
    assert mail.to == "noor@school.example"
    assert "http://testserver/accounts/password/reset/key/" in mail.text


@pytest.mark.parametrize("login", ["noor", "nobody", "closed", "mailless", "nobody@school.example", "noor@school.example"])
def test_reset_answers_the_same_whoever_asks_without_hashing(api, client, monkeypatch, login):
    make_user("noor")
    make_user("mailless", email=None)
    deactivate(user=make_user("closed"))
    hashed: list[str] = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given, **named: hashed.append("x"))
    answer = api().post(RESET, {"login": login})
    assert (answer.status_code, answer.content, hashed) == (202, b"", [])
    page = client.post(f"{PAGE}reset/", {"email": login})
    assert (page.status_code, page["Location"], hashed) == (302, f"{PAGE}reset/done/", [])


def test_reset_tells_an_address_without_account_so_and_sends_no_link(api):
    deactivate(user=make_user("closed"))
    for address in ("nobody@school.example", "closed@school.example"):
        api().post(RESET, {"email": address})
    mails = OutboxMail.objects.all()
    assert {mail.to for mail in mails} == {"nobody@school.example", "closed@school.example"}
    assert [mail for mail in mails if "/key/" in mail.text] == []


def test_reset_is_limited_by_login_known_or_not_by_page_and_api_together(api, client, settings):
    settings.RESETS_AN_HOUR = 2
    make_user("noor")
    for login in ("noor", "nobody"):
        assert api().post(RESET, {"login": login}).status_code == 202
        assert client.post(f"{PAGE}reset/", {"email": login.upper()}).status_code == 302
        refused = api().post(RESET, {"login": f" {login} "})
        assert (refused.status_code, codes(refused)) == (429, {(None, "rate_limited")})
        assert 0 < int(refused["Retry-After"]) <= 3600
        page = client.post(f"{PAGE}reset/", {"email": login})
        assert (page.status_code, 0 < int(page["Retry-After"]) <= 3600) == (429, True)
    assert api().post(RESET, {"email": "noor@school.example"}).status_code == 202, "the three names count apart: who is whose?"
    assert OutboxMail.objects.count() == 2, "but one mail box is not filled by three names"


def test_reset_is_limited_by_address(api, settings):
    settings.LINKS_AN_HOUR_AN_ADDRESS = 2
    answers = [api().post(RESET, {"login": f"guess{number}"}).status_code for number in range(3)]
    assert answers == [202, 202, 429]


@pytest.mark.parametrize(
    "body", [{}, {"login": ""}, {"email": None}, {"login": ["noor"]}, {"login": "x" * 255}, {"email": "a\x00b"}]
)
def test_reset_refuses_bodies_that_make_no_sense(api, body):
    answer = api().post(RESET, body)
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")


# Confirm ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_parted", [False, True])
def test_confirm_replaces_the_password_once_and_ends_everything(api, signed_in, is_parted):
    user = make_user("noor")
    browser, pair = signed_in(user), issue_pair(user=user)
    token = ask(api)
    uid, _dash, secret = token.partition("-")
    body = {"uid": uid, "token": secret} if is_parted else {"token": token}
    weak = api().post(CONFIRM, {**body, "new_password": "short"})
    assert (weak.status_code, ("new_password", "password_too_short") in codes(weak)) == (400, True)
    assert api().post(CONFIRM, {**body, "new_password": NEW}).status_code == 204
    assert browser.get(ME).status_code == 401
    assert user_of_access_token(pair.access) is None
    assert api().post(LOGIN, {"login": "noor", "password": NEW}).status_code == 200
    again = api().post(CONFIRM, {**body, "new_password": "one more passphrase"})
    assert (again.status_code, codes(again)) == (400, {(None, "link_not_valid")})
    assert OutboxMail.objects.filter(subject="Your password was changed").count() == 1


def test_confirm_proves_the_e_mail(api):
    user = make_user("noor")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    api().post(CONFIRM, {"token": ask(api), "new_password": NEW})
    assert EmailAddress.objects.get().verified is True
    assert AuditEvent.objects.filter(kind="email.confirmed", user_id=user.pk).count() == 1


def test_confirm_opens_a_lock_of_wrong_passwords(api):
    make_user("noor")
    for _ in range(5):
        api().post(LOGIN, {"login": "noor", "password": "wrong"})
    assert api().post(LOGIN, {"login": "noor", "password": PASSWORD}).status_code == 429
    api().post(CONFIRM, {"token": ask(api), "new_password": NEW})
    assert api().post(LOGIN, {"login": "noor", "password": NEW}).status_code == 200


def test_a_device_where_the_link_was_used_is_the_persons(client, settings, api):
    settings.WRONG_SIGN_INS_A_LOGIN = 2
    make_user("noor")
    path = client.get(f"{PAGE}reset/key/{ask(api)}/")["Location"]
    client.post(path, {"password1": NEW})
    for number in range(2):
        api().post(LOGIN, {"login": "noor", "password": "wrong"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert api().post(LOGIN, {"login": "noor", "password": NEW}).status_code == 429
    assert client.post("/accounts/login/", {"login": "noor", "password": NEW}).status_code == 302


@pytest.mark.parametrize("what", ["password", "email", "sign_in", "closed", "time"])
def test_a_link_dies_with_what_it_was_made_for(api, what):
    user = make_user("noor")
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        token = ask(api)
        clock.shift(30 * 60)
        if what == "password":
            passwords.replace_password(user=user, password="meanwhile another")
        elif what == "email":
            User.objects.update(email="new@school.example")
        elif what == "sign_in":
            api().post(LOGIN, {"login": "noor", "password": PASSWORD})
        elif what == "closed":
            deactivate(user=user)
        elif what == "time":
            clock.shift(1)
        answer = api().post(CONFIRM, {"token": token, "new_password": NEW})
    assert (answer.status_code, codes(answer)) == (400, {(None, "link_not_valid")})


def test_a_link_holds_for_half_an_hour(api):
    make_user("noor")
    assert django_settings.PASSWORD_RESET_TIMEOUT == 30 * 60
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        token = ask(api)
        clock.shift(30 * 60)
        assert api().post(CONFIRM, {"token": token, "new_password": NEW}).status_code == 204


@pytest.mark.parametrize(
    "token", ["x", "-", "1-", "1-x", "zzzzzzzzzzzzz-x", "zzzzzzzzzzzzzzzzzzzz-x", "ä-ö", "0-x", "1-cy9-x" * 20]
)
def test_confirm_says_the_same_for_every_link_that_does_not_hold(api, token):
    make_user("noor")
    answer = api().post(CONFIRM, {"token": token, "new_password": NEW})
    assert (answer.status_code, codes(answer)) == (400, {(None, "link_not_valid")})


def test_a_link_of_another_person_is_nothing(api):
    make_user("noor")
    make_user("kwame")
    noor, kwame = ask(api, "noor").partition("-"), ask(api, "kwame").partition("-")
    answer = api().post(CONFIRM, {"uid": kwame[0], "token": noor[2], "new_password": NEW})
    assert codes(answer) == {(None, "link_not_valid")}


def test_the_page_refuses_a_password_that_is_too_long(client, api):
    make_user("noor")
    path = client.get(f"{PAGE}reset/key/{ask(api)}/")["Location"]
    answer = client.post(path, {"password1": "x" * 10_000})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["password1"])


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_gets_the_link(api):
    user = make_user("noor")
    uid, _dash, token = ask(api).partition("-")

    def take(number: int) -> bool:
        try:
            passwords.reset_password(uid=uid, token=token, password=f"passphrase number {number}", address="192.0.2.7")
        except LinkNotValid:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))

    assert taken.count(True) == 1
    user.refresh_from_db()
    assert user.check_password(f"passphrase number {taken.index(True)}")


# How passwords are looked at ---------------------------------------------------------------------------------------


@pytest.fixture
def work(monkeypatch):
    """How often a password was hashed since the last look, to store one or to look at one."""
    counted: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given, **named: counted.append("x") or encode(self, *given, **named)
    )

    def since() -> int:
        count = len(counted)
        counted.clear()
        return count

    return since


@pytest.mark.parametrize("door", ["api", "page"])
def test_sign_in_does_the_same_work_whoever_is_asked_for(api, client, work, door):
    make_user("noor")
    deactivate(user=make_user("closed"))
    unset = make_user("unset")
    unset.set_unusable_password()
    unset.save()
    done = {}
    for login, password in [
        ("noor", "wrong"),
        ("nobody", "wrong"),
        ("closed", PASSWORD),
        ("unset", "wrong"),
        ("noor", PASSWORD),
    ]:
        work()
        if door == "api":
            api().post(LOGIN, {"login": login, "password": password})
        else:
            client.post("/accounts/login/", {"login": login, "password": password})
        done[login, password == PASSWORD] = work()
    assert set(done.values()) == {1}


def test_a_lock_costs_no_hashing(api, work):
    make_user("noor")
    for _ in range(5):
        api().post(LOGIN, {"login": "noor", "password": "wrong"})
    work()
    api().post(LOGIN, {"login": "noor", "password": PASSWORD})
    assert work() == 0


def test_a_long_password_counts_to_its_last_letter(api, settings):
    from config import settings as project

    settings.PASSWORD_HASHERS = project.PASSWORD_HASHERS
    long = "correct horse battery staple " * 31 + "!"
    assert len(long) == 900
    user = make_user("noor")
    passwords.replace_password(user=user, password=long)
    for change in (long[:-1], long[:-1] + "?", long[:72], f"{long} "):
        assert api().post(LOGIN, {"login": "noor", "password": change}).status_code == 401
    assert api().post(LOGIN, {"login": "noor", "password": long}).status_code == 200
