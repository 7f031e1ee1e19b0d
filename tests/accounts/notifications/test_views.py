"""The page of one's choices, and the page at the end of a mail's link."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.notifications import kinds, services
from accounts.notifications.kinds import Channel

pytestmark = pytest.mark.django_db

PAGE = "/accounts/settings/notifications/"
DEVICE = "account.new_device:mail"


@pytest.fixture
def link(student):
    token = services.unsubscribe_token(user=student, kind=kinds.NEW_DEVICE, channel=Channel.MAIL)
    return reverse("unsubscribe", args=[token])


def muted(user):
    return User.objects.get(pk=user.pk).muted


def test_choices_are_kept(signed_in, student):
    client = signed_in(student)
    assert f'value="{DEVICE}" checked' in client.get(PAGE).content.decode()
    client.post(PAGE, {})
    assert muted(student) == [DEVICE]
    assert f'value="{DEVICE}">' in client.get(PAGE).content.decode()
    client.post(PAGE, {"wanted": [DEVICE]})
    assert muted(student) == []


def test_a_locked_choice_is_shown_and_not_to_be_changed(signed_in, student):
    assert 'value="account.security:mail" checked disabled' in signed_in(student).get(PAGE).content.decode()


def test_only_administrators_see_what_only_they_are_told(signed_in, student, admin):
    pages = [signed_in(user).get(PAGE).content.decode() for user in (student, admin)]
    assert ["waitlist.news:mail" in page for page in pages] == [False, True]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(student, link, method):
    getattr(Client(), method)(link)
    assert muted(student) == []


def test_the_button_stops_the_mails_without_signing_in(student, link):
    assert "Stop these mails" in Client().get(link).content.decode()
    assert "no more mails" in Client().post(link).content.decode()
    assert muted(student) == [DEVICE]


def test_a_mail_program_presses_it_for_the_person(student, link):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, muted(student)) == (200, [DEVICE])
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_does_not_hold_says_so(student, link, method):
    answer = getattr(Client(), method)(f"{link[:-2]}x/")
    assert answer.status_code == 404
    assert "This link does not hold" in answer.content.decode()
