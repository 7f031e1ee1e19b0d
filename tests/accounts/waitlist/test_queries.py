"""Where somebody stands in the line."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings

from accounts.models import WaitlistEntry
from accounts.waitlist.queries import next_position, place_of
from accounts.waitlist.services import join

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def line(count: int, **fields) -> list[WaitlistEntry]:
    return [
        WaitlistEntry.objects.create(
            email=f"n{number}@school.example", created_at=NOON, confirmed_at=NOON + timedelta(minutes=number), **fields
        )
        for number in range(count)
    ]


def test_whoever_proved_the_address_first_is_first():
    entries = line(3)
    places = [place_of(entry) for entry in entries]
    assert [(place.position, place.length) for place in places] == [(1, 3), (2, 3), (3, 3)]


def test_requests_in_somebodys_name_move_nobody():
    (entry,) = line(1)
    for number in range(5):
        WaitlistEntry.objects.create(email=f"x{number}@school.example", created_at=NOON - timedelta(days=1))
    assert (place_of(entry).position, place_of(entry).length) == (1, 1)


def test_who_asks_now_is_behind_the_line_and_behind_all_who_asked_today():
    line(3)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert next_position() == 4
        ask = {"address": "192.0.2.7", "site": "https://school.example"}
        with override_settings(REGISTRATION="waitlist"):
            # The same e-mail twice is two requests: the answer tells nobody that it is known.
            assert [join(email=f"{name}@school.example", **ask) for name in ("a", "b", "b", "n0")] == [4, 5, 6, 7]


def test_who_is_let_in_leaves_the_line():
    first, second = line(2)
    WaitlistEntry.objects.filter(pk=first.pk).update(state="approved", decided_at=NOON + timedelta(hours=1))
    place = place_of(second)
    assert (place.position, place.length, place.let_in) == (1, 1, 1)


@pytest.mark.parametrize(
    ("count", "me", "dots", "at"),
    [(1, 0, 1, 0), (11, 3, 11, 3), (30, 0, 11, 0), (30, 15, 11, 5), (30, 29, 11, 10), (4, 3, 4, 3)],
)
def test_the_picture_shows_eleven_at_most_and_always_oneself(count, me, dots, at):
    drawn = place_of(line(count)[me]).dots
    assert (len(drawn), [dot.is_me for dot in drawn].index(True)) == (dots, at)
    assert [dot.x for dot in drawn] == [16 + 30 * number for number in range(dots)]
