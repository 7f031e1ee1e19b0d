"""The second factor at the API's login, and what a sign-in is said to have shown."""

import pytest
import time_machine
from allauth.account.models import EmailAddress

from accounts.models import AuditEvent, RefreshFamily, TotpDevice
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import make_app

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login/"


def sign_in(client, **more):
    answer = client.post(LOGIN, {"login": "student", "password": PASSWORD, **more}, "application/json")
    return (200, "") if answer.status_code == 200 else (answer.status_code, answer.json()["errors"][0]["code"])


def test_a_client_signs_in_with_a_code(client, student):
    app = make_app(student)
    assert sign_in(client) == (401, "otp_required")
    assert sign_in(client, otp="") == (401, "otp_required")
    assert sign_in(client, otp=app.wrong_code()) == (401, "otp_invalid")
    assert sign_in(client, otp=app.code()) == (200, "")
    assert sign_in(client, otp=app.code()) == (401, "otp_invalid")
    assert sign_in(client, otp=app.recovery_codes[0]) == (200, "")
    assert sign_in(client, otp=app.recovery_codes[0]) == (401, "otp_invalid")
    assert list(RefreshFamily.objects.order_by("created_at").values_list("second_factor", flat=True)) == [
        "totp",
        "recovery_code",
    ]
    assert AuditEvent.objects.filter(kind="second_factor.failed", user_id=student.pk).count() == 3


def test_a_code_says_nothing_before_the_password_is_right(client, student):
    app = make_app(student)
    for otp in ("", app.code(), app.wrong_code(), app.recovery_codes[0]):
        assert sign_in(client, password="wrong", otp=otp) == (401, "invalid_credentials")
    # None of them was used up by that.
    assert sign_in(client, otp=app.code()) == (200, "")


@time_machine.travel("2026-11-20T12:00:29Z", tick=False)
@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_a_clock_a_step_off_is_forgiven(client, student, steps, status):
    assert sign_in(client, otp=make_app(student).code(steps))[0] == status


def test_without_an_app_a_code_is_not_looked_at(client, student):
    assert sign_in(client, otp="000000") == (200, "")
    assert RefreshFamily.objects.get().second_factor == ""


def test_guessing_locks_and_the_right_code_waits_too(client, student):
    app = make_app(student)
    for _ in range(5):
        assert sign_in(client, otp=app.wrong_code()) == (401, "otp_invalid")
    assert sign_in(client, otp=app.code()) == (429, "locked")


def test_an_unconfirmed_email_is_told_before_a_code_is_used_up(client, student, settings):
    settings.EMAIL_CONFIRMATION = "required"
    app = make_app(student)
    assert sign_in(client, otp=app.recovery_codes[0]) == (401, "email_unconfirmed")
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    assert sign_in(client, otp=app.recovery_codes[0]) == (200, "")


def test_a_key_that_is_gone_is_told(client, student):
    app = make_app(student)
    TotpDevice.objects.update(sealed_secret="nonsense")
    assert sign_in(client, otp=app.code()) == (409, "otp_unreadable")
    assert sign_in(client, otp=app.recovery_codes[0]) == (200, "")


@pytest.mark.parametrize("otp", [None, [], {}, 123456, "\x00", "1" * 10_000])
def test_broken_codes_are_told(client, student, otp):
    make_app(student)
    assert sign_in(client, otp=otp)[0] in {400, 401}
