"""The pages of the app: no step needs JavaScript, the recovery codes are seen once, nothing is lost by a reload."""

import base64
import re
from urllib.parse import quote, unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import TotpDevice
from accounts.totp import services
from accounts.totp.queries import overview
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import App, make_app

pytestmark = pytest.mark.django_db

ENROL, REMOVE = "/accounts/settings/security/app/", "/accounts/settings/security/app/remove/"
CODES, SECURITY = "/accounts/settings/security/recovery-codes/", "/accounts/settings/security/"
CODE = r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}"


@pytest.fixture
def come_in():
    """A browser in which this person has just signed in with the password."""

    def client_of(user):
        client = Client()
        client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
        return client

    return client_of


def app_on(page):
    """The app that has read this page."""
    groups = re.findall(r"<span>([A-Z2-7]{4})</span>", page)
    return App(base64.b32decode("".join(groups)))


def test_the_app_is_set_up_in_two_steps_and_the_codes_are_seen_once(come_in, student):
    client = come_in(student)
    page = client.get(ENROL)
    html = page.content.decode()
    app = app_on(html)
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert re.search(r"<svg[^>]*><path[^>]*d=", html)
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html)
    # A reload in the same browser shows the same key: a phone that went to its app and came back.
    assert app_on(client.get(ENROL).content.decode()).secret == app.secret

    wrong = client.post(ENROL, {"otp": app.wrong_code()}).content.decode()
    assert "not right" in wrong
    assert app_on(wrong).secret == app.secret

    done = client.post(ENROL, {"otp": app.code(), "next": "/quizzes/"})
    html = done.content.decode()
    made = re.findall(rf"<code>({CODE})</code>", html)
    assert (len(made), 'href="/quizzes/"' in html) == (10, True)
    assert done.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]*)"', html)[1])
    assert file.split() == ["Recovery", "codes", "for", "Homeroom:", "student", *made]
    assert client.get(SECURITY).status_code == 200
    for page in (ENROL, CODES, SECURITY):
        assert made[0] not in client.get(page, follow=True).content.decode()


def test_another_browser_begins_with_another_key(come_in, student):
    one, other = come_in(student), come_in(student)
    begun = app_on(one.get(ENROL).content.decode())
    assert app_on(other.get(ENROL).content.decode()).secret != begun.secret
    answer = one.post(ENROL, {"otp": begun.code()}, follow=True)
    assert "Begin once more" in answer.content.decode()
    assert not overview(student).is_on


def test_where_one_was_going_is_only_ever_here(come_in, student):
    client = come_in(student)
    app = app_on(client.get(ENROL).content.decode())
    html = client.post(ENROL, {"otp": app.code(), "next": "https://evil.example/"}).content.decode()
    assert "evil.example" not in html
    assert f'href="{SECURITY}"' in html


def test_what_is_on_is_not_set_up_again_and_what_is_off_not_removed(come_in, student):
    client = come_in(student)
    for page in (REMOVE, CODES):
        for answer in (client.get(page), client.post(page, {"otp": "123456", "password": PASSWORD})):
            assert (answer.status_code, answer["Location"]) == (302, SECURITY)
    make_app(student)
    for answer in (client.get(ENROL), client.post(ENROL, {"otp": "123456"})):
        assert (answer.status_code, answer["Location"]) == (302, SECURITY)


def test_a_passkey_is_shown_before_an_app_is_added(come_in, student):
    Authenticator.objects.create(user=student, type="webauthn", data={"name": "Phone", "credential": {"id": "x"}})
    answer = come_in(student).get(ENROL)
    assert answer["Location"] == "/accounts/second-factor/?next=%2Faccounts%2Fsettings%2Fsecurity%2Fapp%2F"


def test_a_browser_left_open_adds_no_app(come_in, student):
    with time_machine.travel("2026-11-20T12:00Z", tick=False) as clock:
        client = come_in(student)
        clock.shift(601)
        assert client.get(ENROL)["Location"] == f"/accounts/reauthenticate/?next={quote(ENROL, safe='')}"
        answer = client.post("/api/v1/auth/totp/")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "proof_needed")
        assert client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ENROL})["Location"] == ENROL
        assert client.get(ENROL).status_code == 200
        assert client.post("/api/v1/auth/totp/").status_code == 200


def test_new_codes_take_a_code(signed_in, student):
    client, app = signed_in(student), make_app(student)
    assert "3 codes are left" in client.get(CODES).content.decode()
    assert "not right" in client.post(CODES, {"otp": app.recovery_codes[0][:-1]}).content.decode()
    html = client.post(CODES, {"otp": app.recovery_codes[0]}).content.decode()
    assert len(set(re.findall(rf"<code>({CODE})</code>", html))) == 10
    assert overview(student).recovery_codes_left == 10


def test_removing_asks_for_password_and_code_and_says_which_was_wrong(signed_in, student):
    client, app = signed_in(student), make_app(student)
    assert "Password" in client.get(REMOVE).content.decode()
    assert "not your password" in client.post(REMOVE, {"password": "no", "otp": app.code()}).content.decode()
    assert "not right" in client.post(REMOVE, {"password": PASSWORD, "otp": app.wrong_code()}).content.decode()
    answer = client.post(REMOVE, {"password": PASSWORD, "otp": app.code()})
    assert answer["Location"] == SECURITY
    assert "The app is off" in client.get(SECURITY).content.decode()
    assert not TotpDevice.objects.exists()


def test_without_a_password_only_the_code_is_asked(signed_in, student):
    student.set_unusable_password()
    student.save()
    client, app = signed_in(student), make_app(student)
    assert 'name="password"' not in client.get(REMOVE).content.decode()
    assert client.post(REMOVE, {"otp": app.code()})["Location"] == SECURITY


def test_guessing_is_429_in_the_page(signed_in, student, settings):
    settings.WRONG_CODES_AN_HOUR = 1
    client, app = signed_in(student), make_app(student)
    client.post(CODES, {"otp": app.wrong_code()})
    answer = client.post(CODES, {"otp": app.code()})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Too many wrong codes" in answer.content.decode()


def test_a_key_that_is_gone_is_said_in_the_page(signed_in, student, settings):
    client, app = signed_in(student), make_app(student)
    settings.SECRET_KEY_FALLBACKS = []
    TotpDevice.objects.update(sealed_secret="gAAAAAnonsense")
    answer = client.post(CODES, {"otp": app.code()})
    assert answer.status_code == 200
    assert "can no longer read the key" in answer.content.decode()


def test_the_security_page_shows_what_is_on(signed_in, student):
    client = signed_in(student)
    assert ENROL in client.get(SECURITY).content.decode()
    make_app(student)
    html = client.get(SECURITY).content.decode()
    assert "On since" in html
    assert "3 of 10 are left. Make new ones before you need them." in html
    assert REMOVE in html
    assert services.RECOVERY_CODES == 10
