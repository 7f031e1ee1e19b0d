"""Guessing passwords: the fifth wrong one locks this login from this address, at the API and at the page together."""

import pytest

from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, PAGE = "/api/v1/auth/login/", "/accounts/login/"


@pytest.fixture(autouse=True)
def _one_window(monkeypatch):
    monkeypatch.setattr("lib.rate_limits.time.time", lambda: 1_800_000_001.0)


@pytest.fixture
def sign_in(client):
    def call(login="noor", password=PASSWORD, address="192.0.2.7"):
        body = {"login": login, "password": password}
        return client.post(LOGIN, body, content_type="application/json", REMOTE_ADDR=address)

    return call


def wrong_five_times(sign_in, login="noor", **where):
    return [sign_in(login, "wrong", **where).status_code for _ in range(5)]


def test_the_right_password_too_is_refused_after_five_wrong_ones(sign_in):
    make_user("noor")
    assert wrong_five_times(sign_in) == [401] * 5

    locked = sign_in()

    assert locked.status_code == 429
    assert [(error["code"], error["attr"]) for error in locked.json()["errors"]] == [("locked", None)]
    assert 0 < int(locked["Retry-After"]) <= 300


@pytest.mark.parametrize("login", ["NOOR", " noor "])
def test_another_way_to_write_the_login_is_the_same_login(sign_in, login):
    make_user("noor")
    wrong_five_times(sign_in)

    assert sign_in(login).status_code == 429


def test_a_login_that_nobody_has_is_locked_alike(sign_in):
    assert wrong_five_times(sign_in, "nobody") == [401] * 5
    assert sign_in("nobody").status_code == 429


def test_other_addresses_and_other_logins_are_not_locked(sign_in):
    make_user("noor")
    make_user("kwame")
    wrong_five_times(sign_in)

    assert sign_in(address="192.0.2.8").status_code == 200
    assert sign_in("kwame").status_code == 200


def test_right_passwords_are_not_counted(sign_in):
    make_user("noor")

    assert [sign_in().status_code for _ in range(7)] == [200] * 7


def test_the_lock_ends(sign_in, monkeypatch):
    make_user("noor")
    wrong_five_times(sign_in)
    monkeypatch.setattr("lib.rate_limits.time.time", lambda: 1_800_000_301.0)

    assert sign_in().status_code == 200


def test_an_address_that_tries_many_logins_is_locked(sign_in, monkeypatch):
    make_user("noor")
    monkeypatch.setattr("accounts.signin.throttle.AN_ADDRESS", 3)
    for number in range(3):
        sign_in(f"guess{number}", "wrong")

    assert sign_in().status_code == 429


def test_page_and_api_count_together(client, sign_in):
    make_user("noor")
    for _ in range(5):
        client.post(PAGE, {"login": "noor", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")

    assert sign_in().status_code == 429
    page = client.post(PAGE, {"login": "noor", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert "Too many wrong passwords" in page.content.decode()
    assert "_auth_user_id" not in client.session
