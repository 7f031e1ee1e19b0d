"""REST of the app, as a client goes through it; and the bodies it sends that are wrong."""

import base64
import re

import pytest

from accounts.models import TotpDevice
from accounts.totp.queries import overview
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import App, make_app

pytestmark = pytest.mark.django_db

TOTP, CONFIRM, CODES = "/api/v1/auth/totp/", "/api/v1/auth/totp/confirm/", "/api/v1/auth/totp/recovery-codes/"
OFF = {"enabled": False, "confirmed_at": None, "last_used_at": None, "recovery_codes_left": 0}


def refusal(answer):
    return answer.status_code, answer.json()["errors"][0]["code"], answer.json()["errors"][0]["attr"]


def test_a_client_enrols_confirms_renews_and_removes(api, student):
    client, other = api(student), api(student)
    assert client.get(TOTP).json() == OFF

    begun = client.post(TOTP).json()
    assert set(begun) == {"secret", "otpauth_url"}
    assert re.fullmatch(r"[A-Z2-7]{32}", begun["secret"])
    assert f"secret={begun['secret']}" in begun["otpauth_url"]
    assert client.get(TOTP).json() == OFF

    app = App(base64.b32decode(begun["secret"]))
    confirmed = client.post(CONFIRM, {"otp": app.code()})
    assert (confirmed.status_code, len(confirmed.json()["recovery_codes"])) == (200, 10)
    assert set(confirmed.json()) == {"recovery_codes"}
    assert other.get(TOTP).status_code == 401
    state = client.get(TOTP).json()
    assert (state["enabled"], state["recovery_codes_left"]) == (True, 10)

    renewed = client.post(CODES, {"otp": app.code(1)}).json()["recovery_codes"]
    assert not set(renewed) & set(confirmed.json()["recovery_codes"])
    assert client.delete(TOTP, {"password": PASSWORD, "otp": renewed[0]}).status_code == 204
    assert client.get(TOTP).json() == OFF


def test_a_session_may_do_the_same_and_stays(client, student):
    client.post("/accounts/login/", {"login": "student", "password": PASSWORD})
    app = App(base64.b32decode(client.post(TOTP).json()["secret"]))
    assert client.post(CONFIRM, {"otp": app.code()}, "application/json").status_code == 200
    assert client.session["sign_in"]["second_factor"] == "totp"
    assert client.get(TOTP).status_code == 200


def test_what_is_refused_says_why(api, student):
    client = api(student)
    assert refusal(client.post(CONFIRM, {"otp": "123456"})) == (409, "totp_not_begun", None)
    assert refusal(client.delete(TOTP, {"password": PASSWORD, "otp": "123456"})) == (409, "totp_off", None)
    assert refusal(client.post(CODES, {"otp": "123456"})) == (409, "totp_off", None)
    client.post(TOTP)
    assert refusal(client.post(CONFIRM, {"otp": "abcdef"})) == (400, "otp_invalid", "otp")
    TotpDevice.objects.all().delete()
    app = make_app(student)
    assert refusal(client.post(TOTP)) == (409, "totp_on", None)
    assert refusal(client.delete(TOTP, {"otp": app.code()})) == (400, "wrong_password", "password")
    assert refusal(client.delete(TOTP, {"password": PASSWORD})) == (400, "required", "otp")
    assert refusal(client.delete(TOTP, {"password": PASSWORD, "otp": app.wrong_code()})) == (400, "otp_invalid", "otp")
    assert overview(student).is_on


@pytest.mark.parametrize("otp", ["", None, [], {}, "\x00", "1" * 10_000, 123, True, "😀" * 6, "٠٠٠٠٠٠"])
def test_broken_codes_are_told_and_never_break(api, student, otp):
    client = api(student)
    client.post(TOTP)
    assert client.post(CONFIRM, {"otp": otp}).status_code == 400
    TotpDevice.objects.all().delete()
    make_app(student)
    assert client.post(CODES, {"otp": otp}).status_code == 400
    assert client.delete(TOTP, {"password": PASSWORD, "otp": otp}).status_code == 400
    assert client.delete(TOTP, {"password": otp, "otp": "123456"}).status_code == 400


def test_what_else_a_body_holds_is_ignored(api, student, teacher):
    client = api(student)
    body = {"user": teacher.pk, "confirmed": True, "secret": "A" * 32, "role": "admin", "is_staff": True}
    app = App(base64.b32decode(client.post(TOTP, body).json()["secret"]))
    assert app.secret != base64.b32decode("A" * 32)
    assert not overview(student).is_on
    client.post(CONFIRM, {"otp": app.code(), **body})
    assert (overview(student).is_on, overview(teacher).is_on) == (True, False)
    student.refresh_from_db()
    assert (student.role, student.is_staff) == ("student", False)


def test_guessing_is_429_with_a_time_to_wait(api, student, settings):
    settings.WRONG_CODES_AN_HOUR = 2
    app, client = make_app(student), api(student)
    for _ in range(2):
        assert client.post(CODES, {"otp": app.wrong_code()}).status_code == 400
    answer = client.post(CODES, {"otp": app.code()})
    assert refusal(answer) == (429, "locked", None)
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600


def test_somebody_elses_app_is_nowhere(api, student, teacher):
    app = make_app(teacher)
    client = api(student)
    assert client.get(TOTP).json() == OFF
    assert refusal(client.delete(TOTP, {"password": PASSWORD, "otp": app.code()})) == (409, "totp_off", None)
    assert overview(teacher).is_on
