"""The same code in two requests at once, played by threads: one wins, the others are told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import RecoveryCode
from accounts.totp import services
from accounts.users.sign_ins import SecondFactor
from lib.errors import DomainError
from tests.factories.second_factors import make_app


def at_once(count, call):
    """Run the call in threads that start together; the results, or the codes of the refusals."""
    gate = threading.Barrier(count)

    def run():
        try:
            gate.wait(10)
            return call()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result(60) for future in [pool.submit(run) for _ in range(count)]]


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_is_spent_once(student):
    app = make_app(student)
    for left, code in ((2, app.recovery_codes[0]), (1, app.recovery_codes[1])):
        results = at_once(4, lambda code=code: services.verify(user=student, otp=code))
        assert sorted(results) == sorted([SecondFactor.RECOVERY_CODE, *["otp_invalid"] * 3])
        assert RecoveryCode.objects.filter(user=student).count() == left


@pytest.mark.django_db(transaction=True)
def test_a_step_of_the_app_is_taken_once(student):
    app = make_app(student)
    for steps in (0, 1):
        code = app.code(steps)
        results = at_once(4, lambda code=code: services.verify(user=student, otp=code))
        assert sorted(results) == sorted([SecondFactor.TOTP, *["otp_invalid"] * 3])


@pytest.mark.django_db(transaction=True)
def test_no_more_guesses_are_looked_at_than_may_be(student, settings):
    settings.WRONG_CODES_AN_HOUR = 3
    app = make_app(student)
    results = at_once(6, lambda: services.verify(user=student, otp=app.wrong_code()))
    assert sorted(results) == ["locked"] * 3 + ["otp_invalid"] * 3
