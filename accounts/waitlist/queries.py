"""Where somebody stands in the line. Only proved addresses are in it, so asking in somebody's name moves nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from accounts.waitlist.models import WaitlistEntry
from lib import rate_limits

DOTS = 11  # people drawn in the picture of the line
REQUESTS, EVERYBODY, A_DAY = "waitlist-requests", "everybody", 24 * 3600
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
    """The place of whoever asks now, at most: those in line since before today (UTC), and every request of today.

    Requests are counted whoever they name, so that no two answers tell whether an e-mail was known.
    """
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    in_line = WaitlistEntry.objects.in_line().filter(confirmed_at__lt=midnight).count()
    return in_line + max(1, rate_limits.count(REQUESTS, EVERYBODY, seconds=A_DAY))


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
