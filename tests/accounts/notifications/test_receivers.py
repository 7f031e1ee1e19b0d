"""A sign-in from a device that was never seen before is told by mail."""

import pytest
from django.test import Client

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.models import User
from lib import context
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


def sign_in(user, device, path="/accounts/login/"):
    body = {"login": user.username, "password": PASSWORD}
    content_type = {"content_type": "application/json"} if path.startswith("/api/") else {}
    answer = Client(HTTP_USER_AGENT=device).post(path, body, **content_type)
    assert answer.status_code in {200, 302}


def subjects(user):
    return [mail.subject for mail in OutboxMail.objects.filter(to=user.email)]


NEWS = "Somebody signed in to your account from a new device"


def test_the_first_device_of_all_is_no_news(student):
    sign_in(student, FIREFOX)
    sign_in(student, FIREFOX.replace("145", "146"))
    assert subjects(student) == []


@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/auth/login/"])
def test_another_device_is_told_once(student, path):
    sign_in(student, FIREFOX)
    sign_in(student, CHROME, path)
    sign_in(student, CHROME, path)
    assert subjects(student) == [NEWS]
    text = OutboxMail.objects.get(subject=NEWS).text
    assert "Device: Chrome on Windows" in text
    assert "From: 127.0.0.1" in text
    assert PASSWORD not in text


def test_whoever_does_not_want_it_is_not_told(student):
    User.objects.filter(pk=student.pk).update(muted=["account.new_device:mail"])
    sign_in(student, FIREFOX)
    sign_in(student, CHROME)
    assert subjects(student) == []


def test_a_key_that_was_made_is_told_whatever_one_wants(student):
    User.objects.filter(pk=student.pk).update(muted=["account.security:mail"])
    with context.called_by(context.Caller("192.0.2.1", FIREFOX, "request-1", student.pk)):
        record_event(Kind.KEY_MADE, user_id=student.pk, name="Importer")
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == (student.email, "Your account: API key made: Importer")
    assert "Device: Firefox on Linux" in mail.text


def test_what_others_tell_is_not_told_twice(student):
    for kind in (Kind.PASSWORD_CHANGED, Kind.TOTP_ENROLLED, Kind.PASSKEY_ADDED, Kind.SIGN_IN_FAILED):
        record_event(kind, user_id=student.pk)
    record_event(Kind.KEY_MADE)
    assert not OutboxMail.objects.exists()
