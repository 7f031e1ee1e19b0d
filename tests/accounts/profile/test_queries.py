"""What protects an account, and what is missing first."""

import pytest

from accounts.profile.queries import Protection

FULL = {
    "has_password": True,
    "has_email": True,
    "email_confirmed": True,
    "has_app": True,
    "passkeys": 1,
    "recovery_codes": 10,
}
CASES = [
    ({}, ""),
    # A passkey is a way in of its own: the password alone opens the account as before.
    ({"has_app": False, "recovery_codes": 0}, "second_factor"),
    ({"has_app": False, "recovery_codes": 0, "has_password": False}, ""),
    ({"passkeys": 0}, ""),
    ({"passkeys": 0, "has_app": False, "recovery_codes": 0}, "second_factor"),
    ({"recovery_codes": 0}, "recovery_codes"),
    ({"has_password": False}, ""),
    ({"has_password": False, "passkeys": 0}, "password"),
    ({"has_email": False, "email_confirmed": False}, "email"),
    ({"email_confirmed": False}, "confirmation"),
    ({"email_confirmed": False, "recovery_codes": 0}, "recovery_codes"),
]


@pytest.mark.parametrize(("but", "missing"), CASES)
def test_one_thing_is_missing_at_a_time(but, missing):
    assert Protection(**{**FULL, **but}).missing == missing
