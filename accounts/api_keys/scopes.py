"""What a key may do, by area, and which view belongs to which area. Pure but for the translation.

A view that stands in no line of AREA_OF is closed to keys; a test names it, so that a new view gets its line.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Area(StrEnum):
    """A part of the house that a key may be let into."""

    QUIZZES = "quizzes"
    GAMES = "games"
    FILES = "files"
    ACCOUNT = "account"


WORDS = {
    Area.QUIZZES: (_("Read quizzes"), _("Make and change quizzes")),
    Area.GAMES: (_("Read games and results"), _("Open, run and join games")),
    Area.FILES: (_("Read files"), _("Send files")),
    Area.ACCOUNT: (_("Read the profile"), _("Change the profile")),
}
KIND = "hr_"  # how every key begins, so that whoever finds one knows what it is
READ, WRITE = "read", "write"
SCOPES = tuple(f"{area}:{what}" for area in Area for what in (READ, WRITE))
READING = frozenset({"GET", "HEAD", "OPTIONS"})

# The longest beginning of `module.View` decides. None: never with a key, because it is about who gets in.
AREA_OF: dict[str, Area | None] = {
    "accounts": None,
    "accounts.profile.api.MeView": Area.ACCOUNT,
    "lib.api": Area.FILES,
    "lib.views": Area.FILES,
    "quizzes.library": Area.QUIZZES,
    "quizzes.live": Area.GAMES,
}
# Sockets both listen and command, so they need the right to write.
SOCKETS = {"/ws/games/": f"{Area.GAMES}:{WRITE}"}


def words_of(scope: str) -> str:
    """What this scope allows, for people."""
    area, what = scope.split(":")
    return str(WORDS[Area(area)][what == WRITE])


def with_reading(scopes: Iterable[str]) -> list[str]:
    """Whoever may change something may read it. In the order of SCOPES."""
    given = set(scopes)
    given |= {scope.replace(WRITE, READ) for scope in given if scope.endswith(f":{WRITE}")}
    return [scope for scope in SCOPES if scope in given]


def without_reading(scopes: Iterable[str]) -> list[str]:
    """The same for people: that whoever changes something reads it goes without saying."""
    given = list(scopes)
    return [scope for scope in given if scope.replace(f":{READ}", f":{WRITE}") not in given or scope.endswith(f":{WRITE}")]


def needed_for_view(view: str, method: str) -> str | None:
    """The scope that a call of this view (`module.View`) needs; None when no key may call it."""
    area = AREA_OF[line] if (line := line_of(view)) else None
    return None if area is None else f"{area}:{READ if method in READING else WRITE}"


def line_of(view: str) -> str | None:
    """The line of AREA_OF that this view stands under."""
    fitting = [line for line in AREA_OF if view == line or view.startswith(f"{line}.")]
    return max(fitting, key=len, default=None)


def needed_for_socket(path: str) -> str | None:
    """The scope that a socket at this path needs; None when no key may open it."""
    return next((scope for start, scope in SOCKETS.items() if path.startswith(start)), None)
