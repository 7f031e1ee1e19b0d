"""A row follows its session, and costs an ordinary page nothing."""

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import LoginSession
from accounts.sessions import services
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/accounts/password/change/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"


def key_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_an_ordinary_page_costs_no_more_than_before(student, signed_in, django_assert_num_queries):
    browser = signed_in(student)
    browser.get(PAGE)
    with django_assert_num_queries(2):  # the session, the user
        browser.get(PAGE)


def test_use_is_noted_once_a_minute(student, signed_in):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        browser = signed_in(student)
        clock.shift(59)
        browser.get(PAGE)
        assert LoginSession.objects.get().last_used_at.isoformat() == "2026-11-20T12:00:00+00:00"
        clock.shift(1)
        browser.get(PAGE, REMOTE_ADDR="10.1.2.3", headers={"user-agent": SAFARI})
        row = LoginSession.objects.get()
        assert (row.last_used_at.isoformat(), row.address) == ("2026-11-20T12:01:00+00:00", "10.1.2.3")
        assert row.device == SAFARI
        clock.shift(30)
        browser.get(PAGE, REMOTE_ADDR="10.9.9.9")
        assert LoginSession.objects.get().address == "10.1.2.3"


def test_a_session_in_use_lasts_and_so_does_its_row(student, signed_in):
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False) as clock:
        browser = signed_in(student)
        clock.shift(20 * 24 * 3600)
        browser.get(PAGE)
        assert LoginSession.objects.get().expires_at.isoformat() == "2026-12-21T12:00:00+00:00"
        clock.shift(20 * 24 * 3600)
        assert browser.get(PAGE).status_code == 200


def test_the_row_follows_a_new_key(student, signed_in):
    browser = signed_in(student)
    before = LoginSession.objects.get()
    session = browser.session
    session.cycle_key()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    browser.get(PAGE)
    after = LoginSession.objects.get()
    assert (after.pk, after.session_key) == (before.pk, session.session_key)


def test_changing_the_own_password_keeps_this_browser_with_a_row(student, signed_in):
    browser, other = signed_in(student), signed_in(student)
    answer = browser.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password": "another passphrase",
            "password1": "another passphrase",
            "password2": "another passphrase",
        },
    )
    assert answer.status_code == 302, answer.content[:2000]
    assert browser.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302
    assert LoginSession.objects.get().session_key == key_of(browser)
    services.end(row=LoginSession.objects.get())
    assert browser.get(PAGE).status_code == 302


def test_a_session_from_before_rows_gets_one_at_its_next_request(student, signed_in):
    browser = signed_in(student)
    session = browser.session
    del session["sign_in"], session["sign_in_noted"]
    session.save()
    LoginSession.objects.all().delete()
    browser.get(PAGE, headers={"user-agent": FIREFOX})
    row = LoginSession.objects.get()
    assert (row.user, row.session_key, row.method, row.device) == (student, key_of(browser), "", FIREFOX)
    browser.get(PAGE)
    assert LoginSession.objects.get() == row


def test_a_void_session_gets_no_row(student, signed_in):
    browser = signed_in(student)
    session = browser.session
    del session["sign_in"]
    session.save()
    LoginSession.objects.all().delete()
    student.standing += 1
    student.save()
    browser.get(PAGE)
    assert not LoginSession.objects.exists()


def test_signing_out_takes_the_row(student, signed_in):
    browser = signed_in(student)
    browser.post(reverse("account_logout"))
    assert not LoginSession.objects.exists()
    assert not Session.objects.filter(session_key=browser.session.session_key or "").exists()


def test_a_visitor_costs_nothing(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/inactive/")
