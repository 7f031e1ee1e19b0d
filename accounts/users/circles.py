"""What brings people together (rooms, groups): higher apps say here, in `apps.ready()`, whom somebody meets there.

circles.register("groups", lambda user_id: Membership.objects.filter(group__members=user_id).values_list("user_id"))
"""

from collections.abc import Callable
from typing import Any

# Given a user's id, a queryset of one column: the ids of those who share something with that user. Never evaluated alone.
Companions = Callable[[int], Any]

_circles: dict[str, Companions] = {}


def register(name: str, companions: Companions) -> None:
    """Whom people find by name, beside those of the other circles. The same name again replaces it."""
    _circles[name] = companions


def forget(name: str) -> None:
    """Nobody is found by this circle any more."""
    _circles.pop(name, None)


def companions_of(user_id: int) -> list[Any]:
    """One queryset a circle, in the order of their names, fit for a UNION."""
    return [_circles[name](user_id).order_by() for name in sorted(_circles)]
