"""Doors begin and end a row by Django's own signals."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, LoginSession
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")


def test_signing_in_by_the_page_makes_a_row(client, student):
    answer = client.post(
        LOGIN, {"login": "student", "password": PASSWORD}, headers={"user-agent": "Firefox/145"}, REMOTE_ADDR="10.0.0.7"
    )
    assert answer.status_code == 302
    row = LoginSession.objects.get()
    assert (row.user, row.method, row.second_factor) == (student, "password", "")
    assert (row.address, row.device, row.session_key) == ("10.0.0.7", "Firefox/145", client.session.session_key)


def test_remembered_and_not_both_have_a_row_that_lasts_as_long_as_the_session(client, student):
    client.post(LOGIN, {"login": "student", "password": PASSWORD, "remember": "on"})
    row = LoginSession.objects.get()
    assert abs((row.expires_at - row.created_at).total_seconds() - 30 * 24 * 3600) < 60


def test_signing_out_by_the_page_is_written_down_once(student, signed_in):
    browser = signed_in(student)
    row = LoginSession.objects.get()
    browser.post(reverse("account_logout"))
    event = AuditEvent.objects.get(kind="sign_in.signed_out")
    assert (event.user, event.actor) == (student, student)
    assert event.data == {"door": "session", "session": str(row.pk), "of": ""}


def test_signing_out_of_one_browser_leaves_the_other(student, signed_in):
    browser, other = signed_in(student), signed_in(student)
    browser.post(reverse("account_logout"))
    assert other.get(reverse("account_change_password")).status_code == 200
