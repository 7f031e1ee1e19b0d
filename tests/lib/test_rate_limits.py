"""Limits that every process sees: what passes, what is refused, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lib import rate_limits
from lib.errors import RateLimited
from lib.models import RateCount

pytestmark = pytest.mark.django_db

NOON = "2026-11-20T12:00:15Z"


def hit(key: str = "10.0.0.1", limit: int = 2) -> None:
    rate_limits.hit("register", key, limit=limit, seconds=60)


@time_machine.travel(NOON, tick=False)
def test_hit_refuses_the_one_too_many_until_the_window_is_over():
    hit()
    hit()
    with pytest.raises(RateLimited) as refused:
        hit()
    assert refused.value.retry_after == 45
    assert RateCount.objects.get().count == 2


def test_hit_begins_anew_with_the_next_window():
    with time_machine.travel(NOON, tick=False) as clock:
        hit(limit=1)
        clock.shift(45)
        hit(limit=1)
    assert list(RateCount.objects.order_by("window").values_list("count", flat=True)) == [1, 1]


@time_machine.travel(NOON, tick=False)
def test_hit_counts_scopes_and_keys_apart():
    hit(limit=1)
    hit("10.0.0.2", limit=1)
    rate_limits.hit("wrong-pin", "10.0.0.1", limit=1, seconds=60)
    assert RateCount.objects.count() == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("lena@school.example", "noor@school.example", False),
    ],
)
def test_digest_counts_a_site_as_one_and_says_nothing(one: str, other: str, same: bool):
    assert (rate_limits.digest(one) == rate_limits.digest(other)) is same
    assert one not in rate_limits.digest(one)


@time_machine.travel(NOON, tick=False)
def test_forget_deletes_windows_that_are_over():
    hit()
    assert rate_limits.forget(timezone.now()) == 0
    assert rate_limits.forget(timezone.now() + timedelta(seconds=61)) == 1


@time_machine.travel(NOON, tick=False)
def test_hit_costs_one_statement_in_a_window_that_has_begun(django_assert_num_queries):
    hit(limit=9)
    with django_assert_num_queries(1):
        hit(limit=9)
