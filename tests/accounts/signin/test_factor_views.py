"""The stage between the password and the house, and the same page for somebody who is in already."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import AuditEvent, LoginSession
from accounts.signin.second_factor import TRUST_COOKIE
from accounts.users.services import end_standing, set_password
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import make_app

pytestmark = pytest.mark.django_db

LOGIN, FACTOR, HOME = "/accounts/login/", "/accounts/second-factor/", "/quizzes/"


def begin(client, login="student", **more):
    return client.post(LOGIN, {"login": login, "password": PASSWORD, **more})


def leave(client):
    """Signed out, as the person does it: the device keeps its cookies."""
    client.post("/accounts/logout/")


def is_in(client):
    return "_auth_user_id" in client.session


def shown(client):
    return client.session["sign_in"]["second_factor"]


def test_the_password_alone_opens_nothing(client, student):
    app = make_app(student)
    assert begin(client)["Location"] == FACTOR
    assert not is_in(client)
    assert client.get("/accounts/settings/security/")["Location"].startswith(LOGIN)
    assert client.get("/api/v1/auth/me/").status_code == 401
    html = client.get(FACTOR).content.decode()
    assert "Enter the six digits" in html
    assert "3 of 10 are left" in html

    assert client.post(FACTOR, {"otp": app.code()})["Location"] == HOME
    assert (is_in(client), shown(client)) == (True, "totp")
    row = LoginSession.objects.get(user=student)
    assert (row.method, row.second_factor) == ("password", "totp")


def test_without_an_app_nothing_is_asked(client, student):
    assert begin(client)["Location"] == HOME
    assert shown(client) == ""


def test_a_wrong_code_is_told_counted_and_written_down(client, student):
    app = make_app(student)
    begin(client)
    answer = client.post(FACTOR, {"otp": app.wrong_code()})
    assert (answer.status_code, is_in(client)) == (200, False)
    assert "not right" in answer.content.decode()
    assert list(AuditEvent.objects.values_list("kind", "user_id")) == [("second_factor.failed", student.pk)]
    assert client.post(FACTOR, {"otp": app.code()})["Location"] == HOME


def test_guessing_locks_the_login_from_this_address(client, student):
    app = make_app(student)
    begin(client)
    for _ in range(5):
        assert client.post(FACTOR, {"otp": app.wrong_code()}).status_code == 200
    for answer in (client.post(FACTOR, {"otp": app.code()}), client.post(FACTOR, {"otp": app.recovery_codes[0]})):
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert not is_in(client)


def test_a_right_password_again_does_not_give_more_guesses(client, student):
    app = make_app(student)
    for _ in range(5):
        begin(client)
        client.post(FACTOR, {"otp": app.wrong_code()})
        client.post(FACTOR, {"leave": "1"})
    begin(client)
    assert not is_in(client)
    assert client.get(FACTOR)["Location"] == LOGIN


def test_a_recovery_code_is_another_way(client, student):
    app = make_app(student)
    begin(client)
    html = client.get(f"{FACTOR}?way=recovery").content.decode()
    assert "Enter a recovery code" in html
    assert "30 days" not in html
    assert client.post(f"{FACTOR}?way=recovery", {"otp": app.recovery_codes[0]})["Location"] == HOME
    assert shown(client) == "recovery_code"


def test_leaving_gives_the_sign_in_up(client, student):
    app = make_app(student)
    begin(client)
    assert client.post(FACTOR, {"leave": "1"})["Location"] == LOGIN
    assert client.post(FACTOR, {"otp": app.code()})["Location"] == LOGIN
    assert not is_in(client)


def test_nobody_gets_the_page_without_a_password_before(client, student):
    app = make_app(student)
    assert client.get(FACTOR)["Location"] == LOGIN
    assert client.post(FACTOR, {"otp": app.code()})["Location"] == LOGIN


def test_a_half_done_sign_in_ends_by_time(client, student):
    app = make_app(student)
    with time_machine.travel("2026-11-20T12:00Z", tick=False) as clock:
        begin(client)
        clock.shift(901)
        assert client.post(FACTOR, {"otp": app.code()})["Location"] == LOGIN
    assert not is_in(client)


def test_one_goes_on_to_where_one_was_going(client, student):
    app = make_app(student)
    begin(client, next="/accounts/settings/data/")
    assert client.post(FACTOR, {"otp": app.code()})["Location"] == "/accounts/settings/data/"


def test_staying_signed_in_holds_through_the_stage(client, student):
    app = make_app(student)
    begin(client, remember="on")
    client.post(FACTOR, {"otp": app.code()})
    assert not client.session.get_expire_at_browser_close()
    leave(client)
    begin(client)
    client.post(FACTOR, {"otp": app.code(1)})
    assert client.session.get_expire_at_browser_close()


# Devices that are not asked again -----------------------------------------------------------------------------------------


def trusting(client, app):
    begin(client)
    client.post(FACTOR, {"otp": app.code(), "trust": "on"})
    leave(client)


def test_a_trusted_device_is_not_asked_for_thirty_days(client, student):
    with time_machine.travel("2026-11-20T12:00Z", tick=False) as clock:
        trusting(client, make_app(student))
        cookie = client.cookies[TRUST_COOKIE]
        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (30 * 24 * 3600, True, "Lax")
        assert begin(client)["Location"] == HOME
        # It was not shown at this sign-in, so what asks for it (the back office) still does.
        assert shown(client) == ""
        leave(client)
        clock.shift(30 * 24 * 3600 + 1)
        assert begin(client)["Location"] == FACTOR


def test_the_note_is_for_one_person(client, student, teacher):
    make_app(teacher)
    trusting(client, make_app(student))
    assert begin(client, "teacher")["Location"] == FACTOR


def test_two_people_may_trust_one_device(client, student, teacher):
    app, other = make_app(student), make_app(teacher)
    trusting(client, app)
    begin(client, "teacher")
    client.post(FACTOR, {"otp": other.code(), "trust": "on"})
    leave(client)
    for login in ("student", "teacher"):
        assert begin(client, login)["Location"] == HOME
        leave(client)


@pytest.mark.parametrize("what", ["password", "standing", "app", "forged"])
def test_trust_ends_with_what_it_was_given_for(client, student, what):
    app = make_app(student)
    trusting(client, app)
    password = PASSWORD
    if what == "password":
        password = "another long passphrase"
        set_password(user=student, password=password)
    elif what == "standing":
        end_standing(user_id=student.pk)
    elif what == "app":
        app.device.delete()
        make_app(student)
    else:
        client.cookies[TRUST_COOKIE] = client.cookies[TRUST_COOKIE].value[:-2] + "xx"
    assert client.post(LOGIN, {"login": "student", "password": password})["Location"] == FACTOR


@pytest.mark.parametrize("cookie", ["", "x", "{}", "W10:1:x", "a" * 5000])
def test_a_broken_note_is_none(client, student, cookie):
    make_app(student)
    client.cookies[TRUST_COOKIE] = cookie
    assert begin(client)["Location"] == FACTOR


def test_a_recovery_code_trusts_no_device(client, student):
    app = make_app(student)
    begin(client)
    client.post(f"{FACTOR}?way=recovery", {"otp": app.recovery_codes[0], "trust": "on"})
    assert TRUST_COOKIE not in client.cookies


# Somebody who is in already ---------------------------------------------------------------------------------------------


def test_somebody_who_is_in_shows_it_later_and_goes_on(client, student):
    app = make_app(student)
    client.force_login(student)
    html = client.get(FACTOR, {"next": "/accounts/settings/data/"}).content.decode()
    assert "30 days" not in html
    answer = client.post(FACTOR, {"otp": app.code(), "next": "/accounts/settings/data/"})
    assert answer["Location"] == "/accounts/settings/data/"
    assert shown(client) == "totp"
    assert LoginSession.objects.get(user=student).second_factor == "totp"
    assert client.get(FACTOR)["Location"] == HOME


@pytest.mark.parametrize("aim", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\x00"])
def test_it_leads_nowhere_else(client, student, aim):
    app = make_app(student)
    client.force_login(student)
    assert client.post(FACTOR, {"otp": app.code(), "next": aim})["Location"] == HOME


def test_who_has_nothing_to_show_is_led_to_the_setup(client, student):
    client.force_login(student)
    answer = client.get(FACTOR, {"next": "/admin/"})
    assert answer["Location"] == "/accounts/settings/security/app/?next=%2Fadmin%2F"


def test_who_has_a_passkey_alone_is_asked_for_it(client, student):
    Authenticator.objects.create(user=student, type="webauthn", data={"name": "Phone", "credential": {"id": "x"}})
    # A passkey locks no other door: the password alone still signs in.
    assert begin(client)["Location"] == HOME
    html = client.get(FACTOR).content.decode()
    assert "Show your passkey" in html
    assert 'name="otp"' not in html


def test_a_new_password_by_a_link_spares_nobody_the_second_factor(client, student):
    make_app(student)
    client.post("/api/v1/auth/password/reset/", {"login": "student"}, "application/json")
    (token,) = re.findall(r"/reset/key/(\S+)/", OutboxMail.objects.get(to=student.email).text)
    body = {"token": token, "new_password": "another passphrase"}
    assert client.post("/api/v1/auth/password/reset/confirm/", body, "application/json").status_code == 204
    assert client.post(LOGIN, {"login": "student", "password": "another passphrase"})["Location"] == FACTOR
    assert not is_in(client)
    body = {"login": "student", "password": "another passphrase"}
    assert client.post("/api/v1/auth/login/", body, "application/json").status_code == 401


def test_a_required_confirmation_does_not_pass_it_either(client, student, settings):
    """The stage stands after allauth's own, whatever the way in."""
    settings.EMAIL_CONFIRMATION = "required"
    make_app(student)
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    assert begin(client, student.email)["Location"] == FACTOR
