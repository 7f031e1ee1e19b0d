"""Codes by the clock: which of them counts, and how a secret is told."""

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django_otp.oath import hotp

from accounts.totp.algorithm import Match, base32_of, in_groups, looks_like_code, match, otpauth_url

SECRET = b"12345678901234567890"
STEP = 1_000_000
NOW = STEP * 30 + 12


def code(step):
    return f"{hotp(SECRET, step):06}"


@pytest.mark.parametrize(
    ("step", "drift", "last_step", "found"),
    [
        (STEP, 0, -1, Match(STEP, 0)),
        (STEP - 1, 0, -1, Match(STEP - 1, -1)),
        (STEP + 1, 0, -1, Match(STEP + 1, 1)),
        (STEP - 2, 0, -1, None),
        (STEP + 2, 0, -1, None),
        # The phone is known to be a step fast, so two are not too many.
        (STEP + 2, 1, -1, Match(STEP + 2, 2)),
        (STEP - 1, 1, -1, None),
        # A step counts once, and nothing before it counts any more.
        (STEP, 0, STEP, None),
        (STEP - 1, 0, STEP, None),
        (STEP + 1, 0, STEP, Match(STEP + 1, 1)),
        (STEP, 0, STEP - 1, Match(STEP, 0)),
    ],
)
def test_one_step_each_way_counts_once(step, drift, last_step, found):
    assert match(secret=SECRET, code=code(step), at=NOW, drift=drift, last_step=last_step) == found


def test_a_clock_is_followed_for_ten_minutes_and_no_further():
    assert match(secret=SECRET, code=code(STEP + 21), at=NOW, drift=20, last_step=-1) == Match(STEP + 21, 20)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12 456", "abcdef", "１２３", "-12345", "1e1000", "0x1234", "\x00" * 6]
)
def test_what_is_no_code_matches_nothing(typed):
    assert match(secret=SECRET, code=typed, at=NOW, drift=0, last_step=-1) is None


def test_digits_of_any_script_are_digits():
    arabic = code(STEP).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert looks_like_code(arabic)
    assert match(secret=SECRET, code=arabic, at=NOW, drift=0, last_step=-1) == Match(STEP, 0)


def test_the_secret_is_told_as_apps_read_it():
    url = urlsplit(otpauth_url(secret=SECRET, account="zoë/müller?&"))
    assert (url.scheme, url.netloc, unquote(url.path)) == ("otpauth", "totp", "/Homeroom:zoë/müller?&")
    assert parse_qs(url.query) == {
        "secret": [base32_of(SECRET)],
        "issuer": ["Homeroom"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }
    assert base64.b32decode(base32_of(SECRET)) == SECRET
    assert "".join(in_groups(base32_of(SECRET))) == base32_of(SECRET)
    assert in_groups("ABCDEFGHIJ") == ["ABCD", "EFGH", "IJ"]
