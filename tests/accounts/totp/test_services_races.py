"""The same code in two requests at once, played by threads: one wins, the others are told."""

import pytest

from accounts.models import RecoveryCode
from accounts.totp import services
from accounts.users.sign_ins import SecondFactor
from tests.factories.second_factors import make_app
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_is_spent_once(student):
    app = make_app(student)
    for left, code in ((2, app.recovery_codes[0]), (1, app.recovery_codes[1])):
        results = at_once(*[lambda code=code: services.verify(user=student, otp=code)] * 4)
        assert sorted(results) == sorted([SecondFactor.RECOVERY_CODE, *["otp_invalid"] * 3])
        assert RecoveryCode.objects.filter(user=student).count() == left


@pytest.mark.django_db(transaction=True)
def test_a_step_of_the_app_is_taken_once(student):
    app = make_app(student)
    for steps in (0, 1):
        code = app.code(steps)
        results = at_once(*[lambda code=code: services.verify(user=student, otp=code)] * 4)
        assert sorted(results) == sorted([SecondFactor.TOTP, *["otp_invalid"] * 3])


@pytest.mark.django_db(transaction=True)
def test_no_more_guesses_are_looked_at_than_may_be(student, settings):
    settings.WRONG_CODES_AN_HOUR = 3
    app = make_app(student)
    results = at_once(*[lambda: services.verify(user=student, otp=app.wrong_code())] * 6)
    assert sorted(results) == ["locked"] * 3 + ["otp_invalid"] * 3
