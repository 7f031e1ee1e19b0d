"""Guessing passwords: five wrong ones lock this login from this address, fifty the login, three hundred the address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.signin import throttle
from accounts.signin.errors import SignInLocked
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, PAGE = "/api/v1/auth/login/", "/accounts/login/"
NOON = "2026-11-20T12:00:00Z"


@pytest.fixture
def sign_in(client):
    def call(login="noor", password=PASSWORD, address="192.0.2.7", by=client):
        body = {"login": login, "password": password}
        return by.post(LOGIN, body, content_type="application/json", REMOTE_ADDR=address)

    return call


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def wrong(sign_in, times, login="noor", **where):
    return [sign_in(login, "wrong", **where).status_code for _ in range(times)]


def test_the_right_password_too_is_refused_after_five_wrong_ones(sign_in, clock):
    make_user("noor")
    assert wrong(sign_in, 5) == [401] * 5

    clock.shift(60)
    locked = sign_in()

    assert (locked.status_code, locked["Retry-After"]) == (429, "240")
    assert [(error["code"], error["attr"]) for error in locked.json()["errors"]] == [("locked", None)]


@pytest.mark.parametrize("login", ["NOOR", " noor ", "ｎｏｏｒ"])
def test_another_way_to_write_the_login_is_the_same_login(sign_in, login):
    make_user("noor")
    wrong(sign_in, 5)
    assert sign_in(login).status_code == 429


@pytest.mark.parametrize("login", ["NoBody", " nobody", "ｎobody"])
def test_a_login_that_nobody_has_is_locked_alike(sign_in, login):
    assert wrong(sign_in, 5, "nobody") == [401] * 5
    assert sign_in(login).status_code == 429


def test_the_three_names_of_a_person_count_together(sign_in):
    make_user("noor", national_id="123456789012")
    wrong(sign_in, 2)
    wrong(sign_in, 2, "Noor@School.example")
    wrong(sign_in, 1, "123456789012")
    assert [sign_in(login).status_code for login in ("noor", "noor@school.example", "123456789012")] == [429] * 3


def test_other_addresses_and_other_logins_are_not_locked(sign_in):
    make_user("noor")
    make_user("kwame")
    wrong(sign_in, 5)
    assert sign_in(address="192.0.2.8").status_code == 200
    assert sign_in("kwame").status_code == 200


def test_right_passwords_are_not_counted(sign_in):
    make_user("noor")
    assert [sign_in().status_code for _ in range(7)] == [200] * 7


def test_a_sign_in_forgets_what_was_wrong_from_here_alone(sign_in):
    make_user("noor")
    wrong(sign_in, 4)
    wrong(sign_in, 4, address="192.0.2.8")
    assert sign_in().status_code == 200
    assert wrong(sign_in, 4) == [401] * 4
    assert wrong(sign_in, 2, address="192.0.2.8") == [401, 429]


def test_a_right_password_that_is_not_yet_a_sign_in_forgets_nothing(sign_in):
    """Else whoever knows the password could try codes for ever, with the password between them."""
    user = make_user("noor")
    wrong(sign_in, 4)
    with throttle.guard(login="noor", address="192.0.2.7") as attempt:
        assert (attempt.user_id, attempt.tries_left) == (user.pk, 0)
        attempt.was_right()
    assert wrong(sign_in, 2) == [401, 429]


def test_a_fault_while_a_secret_is_looked_at_counts_as_wrong():
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), throttle.guard(login="noor", address="192.0.2.7"):
            1 / 0  # noqa: B018
    with pytest.raises(SignInLocked):
        throttle.refuse_if_locked(login="noor", address="192.0.2.7")


def test_the_lock_ends_after_five_minutes_from_the_fifth_wrong_one(sign_in, clock):
    make_user("noor")
    wrong(sign_in, 4)
    clock.shift(200)
    wrong(sign_in, 1)
    clock.shift(299)
    assert sign_in().status_code == 429
    clock.shift(1)
    assert sign_in().status_code == 200


def test_tries_made_during_a_lock_do_not_make_it_longer(sign_in, clock):
    make_user("noor")
    wrong(sign_in, 5)
    clock.shift(299)
    assert wrong(sign_in, 20) == [429] * 20
    clock.shift(1)
    assert sign_in().status_code == 200


def test_an_address_that_tries_many_logins_is_locked(sign_in, settings):
    settings.WRONG_SIGN_INS_AN_ADDRESS = 7
    make_user("noor")
    assert [sign_in(f"guess{number}", "wrong").status_code for number in range(7)] == [401] * 7
    assert sign_in().status_code == 429
    assert sign_in(address="192.0.2.8").status_code == 200


def test_a_success_does_not_clear_the_count_of_the_address(sign_in, settings):
    settings.WRONG_SIGN_INS_AN_ADDRESS = 7
    make_user("noor")
    for number in range(7):
        sign_in(f"guess{number}", "wrong")
        if number < 6:
            assert sign_in().status_code == 200
    assert sign_in().status_code == 429


def test_one_address_of_ipv6_is_as_good_as_the_next(sign_in):
    make_user("noor")
    for number in range(5):
        sign_in(password="wrong", address=f"2001:db8:1:2::{number}")
    assert sign_in(address="2001:db8:1:2::99").status_code == 429
    assert sign_in(address="2001:db8:1:3::1").status_code == 200


def test_a_login_tried_from_many_places_is_locked_but_not_at_devices_that_know_it(sign_in, settings):
    settings.WRONG_SIGN_INS_A_LOGIN = 6
    make_user("noor")
    make_user("kwame")
    own_phone, foreign_phone = Client(), Client()
    own_phone.post(PAGE, {"login": "noor", "password": PASSWORD})
    foreign_phone.post(PAGE, {"login": "kwame", "password": PASSWORD})
    for number in range(6):
        sign_in(password="wrong", address=f"203.0.113.{number}")

    assert sign_in(by=Client()).status_code == 429
    assert sign_in(by=foreign_phone).status_code == 429
    assert sign_in(by=own_phone).status_code == 200
    assert own_phone.post("/accounts/logout/").status_code == 302
    assert own_phone.post(PAGE, {"login": "noor", "password": PASSWORD}).status_code == 302


def test_a_device_that_knows_the_login_has_five_tries_like_any_other(sign_in, settings):
    settings.WRONG_SIGN_INS_A_LOGIN = 6
    make_user("noor")
    own_phone = Client()
    own_phone.post(PAGE, {"login": "noor", "password": PASSWORD})
    for number in range(6):
        sign_in(password="wrong", address=f"203.0.113.{number}")
    assert [sign_in(password="wrong", by=own_phone).status_code for _ in range(5)] == [401] * 5
    assert sign_in(by=own_phone).status_code == 429


def test_page_and_api_count_together(client, sign_in):
    make_user("noor")
    for _ in range(5):
        client.post(PAGE, {"login": "noor", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")

    assert sign_in().status_code == 429
    page = client.post(PAGE, {"login": "noor", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert page.status_code == 429
    assert "Too many wrong tries" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_failures_and_locks_are_written_down_without_what_was_typed(sign_in):
    user = make_user("noor")
    wrong(sign_in, 5)
    sign_in("nobody", "wrong")
    events = list(AuditEvent.objects.order_by("id").values_list("kind", "user_id", "address", "data"))
    failed, locked = "sign_in.failed", "sign_in.locked"
    assert events == [
        *[(failed, user.pk, "192.0.2.7", {})] * 5,
        (locked, user.pk, "192.0.2.7", {"scope": "wrong-sign-in"}),
        (failed, None, "192.0.2.7", {}),
    ]


def test_every_number_is_a_setting(sign_in, settings, clock):
    settings.WRONG_SIGN_INS, settings.SIGN_IN_LOCK_SECONDS = 2, 30
    make_user("noor")
    assert wrong(sign_in, 3) == [401, 401, 429]
    clock.shift(30)
    assert sign_in().status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_no_more_are_looked_at_than_may_be():
    """The right password among twenty at once is found only if it is one of the first five."""
    looked_at: list[int] = []

    def guess(number: int) -> bool:
        try:
            with throttle.guard(login="noor", address="192.0.2.7"):
                looked_at.append(number)
        except SignInLocked:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        let_in = list(pool.map(guess, range(20)))

    assert (len(looked_at), let_in.count(True)) == (5, 5)
    assert AuditEvent.objects.filter(kind="sign_in.failed", at__lte=timezone.now()).count() == 5
