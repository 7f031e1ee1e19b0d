"""Where somebody stands in the line. Only proved addresses are in it, so asking in somebody's name moves nobody."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.waitlist.models import WaitlistEntry

DOTS = 11  # people drawn in the picture of the line
STEP = 30


@dataclass(frozen=True, slots=True)
class Dot:
    """One of the line, as drawn."""

    x: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The applicant's place: `position` of `length`, and how many were let in since."""

    position: int
    length: int
    let_in: int
    dots: tuple[Dot, ...]


def next_position() -> int:
    """The place of whoever proves an address now: the same whatever is asked in which name."""
    return WaitlistEntry.objects.in_line().count() + 1


def place_of(entry: WaitlistEntry) -> Place:
    """Where this applicant stands, who has proved the address."""
    line = WaitlistEntry.objects.in_line()
    before = Q(confirmed_at__lt=entry.confirmed_at) | Q(confirmed_at=entry.confirmed_at, pk__lt=entry.pk)
    position = line.filter(before).count() + 1
    length = max(line.count(), position)
    let_in = WaitlistEntry.objects.filter(state=WaitlistEntry.State.APPROVED, decided_at__gt=entry.created_at).count()
    return Place(position, length, let_in, _dots(position, length))


def _dots(position: int, length: int) -> tuple[Dot, ...]:
    first = max(1, min(position - DOTS // 2, length - DOTS + 1))
    shown = range(first, min(length, first + DOTS - 1) + 1)
    return tuple(Dot(16 + STEP * number, one == position) for number, one in enumerate(shown))
