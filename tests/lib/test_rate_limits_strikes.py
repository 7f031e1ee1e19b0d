"""Strikes: what fills a key's count, what locks it, and when it is free again; also when many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from lib import rate_limits
from lib.errors import RateLimited
from lib.models import Strike
from lib.rate_limits import StrikeRule, strike

pytestmark = pytest.mark.django_db

NOON = "2026-11-20T12:00:15Z"
RULE = StrikeRule("wrong-sign-in", "noor|10.0.0.1", 3, 60)


def refusal(rule: StrikeRule = RULE) -> float | None:
    """For how long this key is locked; None when it is not."""
    try:
        rate_limits.refuse_if_locked([rule])
    except RateLimited as error:
        return error.retry_after
    return None


@time_machine.travel(NOON, tick=False)
def test_strike_says_how_many_are_left_and_the_last_one_locks():
    assert [strike(RULE) for _ in range(3)] == [2, 1, 0]
    assert refusal() == 60
    with pytest.raises(RateLimited) as refused:
        strike(RULE)
    assert (refused.value.retry_after, Strike.objects.get().count) == (60, 3)


def test_a_lock_lasts_from_the_last_strike_and_is_not_made_longer():
    with time_machine.travel(NOON, tick=False) as clock:
        strike(RULE)
        clock.shift(50)
        strike(RULE)
        strike(RULE)
        clock.shift(59)
        with pytest.raises(RateLimited) as refused:
            strike(RULE)
        assert refused.value.retry_after == 1
        clock.shift(1)
        assert refusal() is None
        assert strike(RULE) == 2


def test_a_count_begins_with_its_first_strike_and_is_over_after_the_window():
    with time_machine.travel(NOON, tick=False) as clock:
        strike(RULE)
        clock.shift(59)
        assert strike(RULE) == 1
        clock.shift(1)
        assert strike(RULE) == 2


@time_machine.travel(NOON, tick=False)
def test_take_back_undoes_one_strike_and_the_lock_it_made():
    for _ in range(3):
        strike(RULE)
    rate_limits.take_back(RULE)
    assert refusal() is None
    assert strike(RULE) == 0


@time_machine.travel(NOON, tick=False)
def test_forgive_forgets_one_key_alone():
    other = StrikeRule("wrong-sign-in", "kwame|10.0.0.1", 1, 60)
    strike(RULE)
    strike(other)
    rate_limits.forgive(RULE)
    assert strike(RULE) == 2
    assert refusal(other) == 60


@time_machine.travel(NOON, tick=False)
def test_refuse_if_locked_waits_for_the_last_of_several_locks_with_one_statement(django_assert_num_queries):
    long = StrikeRule("wrong-sign-ins", "10.0.0.1", 1, 90)
    strike(StrikeRule(RULE.scope, RULE.key, 1, 60))
    strike(long)
    with django_assert_num_queries(1), pytest.raises(RateLimited) as refused:
        rate_limits.refuse_if_locked([RULE, long])
    assert refused.value.retry_after == 90


@time_machine.travel(NOON, tick=False)
def test_a_strike_costs_two_statements_once_the_count_runs(django_assert_num_queries):
    strike(RULE)
    with django_assert_num_queries(2):
        strike(RULE)


@time_machine.travel(NOON, tick=False)
def test_forget_keeps_what_still_counts():
    strike(RULE)
    assert rate_limits.forget(timezone.now() + timedelta(seconds=60)) == 0
    assert rate_limits.forget(timezone.now() + timedelta(seconds=61)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_fresh", [True, False])
def test_of_many_at_once_exactly_as_many_count_as_may(is_fresh: bool):
    rule = StrikeRule("wrong-sign-in", "noor|10.0.0.1", 5, 60)
    if not is_fresh:
        with time_machine.travel(timezone.now() - timedelta(hours=1)):
            strike(rule)

    def one(_number: int) -> int | None:
        try:
            return strike(rule)
        except RateLimited:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(one, range(24)))

    assert answers.count(None) == 19
    assert answers.count(0) >= 1
    assert Strike.objects.get().count == 5
