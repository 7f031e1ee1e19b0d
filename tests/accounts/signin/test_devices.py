"""Which devices know whom, and how long a browser stays signed in."""

import json

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client

from accounts.signin import devices
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, NOON = "/accounts/login/", "2026-11-20T12:00:00Z"


def known_at(client: Client) -> list[int]:
    return list(signing.loads(client.cookies[devices.COOKIE].value, salt=devices.SALT))


def sign_in(client: Client, login: str = "noor", **fields: str):
    return client.post(LOGIN, {"login": login, "password": PASSWORD, **fields})


def test_a_sign_in_by_the_page_makes_the_device_known(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    user = make_user("noor")
    cookie = sign_in(client).cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["max-age"]) == (True, "Lax", True, 365 * 24 * 3600)
    assert known_at(client) == [user.pk]


def test_a_device_knows_several_and_forgets_who_came_least_lately(client, monkeypatch):
    monkeypatch.setattr(devices, "AT_MOST", 2)
    people = [make_user(name) for name in ("noor", "kwame", "lena")]
    for user in (*people, people[1]):
        sign_in(client, user.username)
        client.post("/accounts/logout/")
    assert known_at(client) == [people[1].pk, people[2].pk]


def test_signing_out_leaves_the_device_known(client):
    user = make_user("noor")
    sign_in(client)
    client.post("/accounts/logout/")
    assert known_at(client) == [user.pk]


def test_neither_a_wrong_password_nor_the_api_makes_a_device_known(client):
    make_user("noor")
    sign_in(client, password="wrong")
    body = json.dumps({"login": "noor", "password": PASSWORD})
    assert client.post("/api/v1/auth/login/", body, content_type="application/json").status_code == 200
    assert devices.COOKIE not in client.cookies


@pytest.mark.parametrize(
    "value",
    ["", "x", "[1]", signing.dumps([1]), signing.dumps([1], salt=f"{devices.SALT}x")],
    ids=["empty", "word", "list", "no salt", "another salt"],
)
def test_a_cookie_that_is_not_ours_makes_nobody_known(rf, value):
    request = rf.get("/")
    request.COOKIES[devices.COOKIE] = value
    assert devices.users_known_here(request) == frozenset()


def test_a_device_is_known_for_a_year(rf):
    request = rf.get("/")
    with time_machine.travel(NOON, tick=False) as clock:
        request.COOKIES[devices.COOKIE] = signing.dumps([7], salt=devices.SALT)
        clock.shift(365 * 24 * 3600)
        assert devices.users_known_here(request) == frozenset({7})
        clock.shift(1)
        assert devices.users_known_here(request) == frozenset()


@pytest.mark.parametrize(("remember", "max_age", "expires"), [("on", 30 * 24 * 3600, "Sun, 20 Dec 2026"), ("", "", "")])
@time_machine.travel(NOON, tick=False)
def test_whoever_asks_for_it_stays_signed_in_for_thirty_days_else_until_the_browser_closes(client, remember, max_age, expires):
    user = make_user("noor")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    cookie = sign_in(client, remember=remember).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"][: len(expires)]) == (max_age, expires)
    assert bool(cookie["expires"]) is bool(expires)


@time_machine.travel(NOON, tick=False)
def test_who_did_not_ask_this_time_does_not_stay_by_what_was_asked_before(client):
    make_user("noor")
    sign_in(client, remember="on")
    client.post("/accounts/logout/")
    assert sign_in(client).cookies["sessionid"]["max-age"] == ""
