"""The section of the security page, and its buttons."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import LoginSession, RefreshFamily
from accounts.tokens.services import issue_pair
from lib import context

pytestmark = pytest.mark.django_db

SECURITY = reverse("settings-security")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_page_shows_where_one_is_signed_in(student, signed_in):
    browser = signed_in(student)
    LoginSession.objects.update(device=FIREFOX, address="10.0.0.7")
    with context.called_by(context.Caller("10.0.0.9", "Importer <b>/2")):
        issue_pair(user=student)
    page = browser.get(SECURITY).content.decode()
    assert "Firefox on Linux" in page
    assert "10.0.0.9" in page
    assert page.count("This one") == 1
    assert "<b>/2" not in page
    assert reverse("session-end", args=[RefreshFamily.objects.get().pk]) in page
    assert "Signs out 1 other place at once." in page


def test_alone_there_is_nothing_to_end(student, signed_in):
    page = signed_in(student).get(SECURITY).content.decode()
    assert reverse("sessions-end-others") not in page


def test_end_signs_the_other_out_and_says_so(student, signed_in):
    browser, other = signed_in(student), signed_in(student)
    LoginSession.objects.update(device=FIREFOX)
    row = LoginSession.objects.get(session_key=other.session.session_key)
    answer = browser.post(reverse("session-end", args=[row.pk]))
    assert (answer.status_code, answer.url) == (302, SECURITY)
    assert said(answer) == ["Firefox on Linux is signed out."]
    assert other.get(SECURITY).status_code == 302
    assert browser.get(SECURITY).status_code == 200


def test_ending_this_browser_is_signing_out(student, signed_in):
    browser = signed_in(student)
    answer = browser.post(reverse("session-end", args=[LoginSession.objects.get().pk]))
    assert (answer.status_code, answer.url) == (302, "/")
    assert browser.get(SECURITY).status_code == 302


def test_what_has_ended_meanwhile_or_is_not_ones_own_is_told_gently(student, teacher, signed_in):
    browser = signed_in(student)
    issue_pair(user=teacher)
    for sign_in_id in (uuid.uuid4(), RefreshFamily.objects.get().pk):
        answer = browser.post(reverse("session-end", args=[sign_in_id]))
        assert (answer.status_code, answer.url) == (302, SECURITY)
        assert said(answer)[-1] == "That was signed out already."
    assert RefreshFamily.objects.get().ended_at is None


def test_end_others_keeps_this_browser(student, signed_in):
    browser, other = signed_in(student), signed_in(student)
    issue_pair(user=student)
    answer = browser.post(reverse("sessions-end-others"))
    assert said(answer) == ["2 other places are signed out."]
    assert browser.get(SECURITY).status_code == 200
    assert other.get(SECURITY).status_code == 302


@pytest.mark.parametrize("name", ["sessions-end-others", "session-end"])
def test_looking_at_an_address_ends_nothing(student, signed_in, name):
    browser = signed_in(student)
    address = reverse(name, args=[LoginSession.objects.get().pk] if name == "session-end" else [])
    assert browser.get(address).status_code == 405
    assert LoginSession.objects.count() == 1
