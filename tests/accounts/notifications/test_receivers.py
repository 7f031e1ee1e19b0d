"""A sign-in from a device that was never seen before is told by mail."""

import pytest
from django.test import Client

from accounts.models import User
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
