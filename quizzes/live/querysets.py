"""Finding games and players."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from quizzes.live.models import Game, Player


class GameQuerySet(models.QuerySet["Game"]):
    """Chains on games."""

    def visible_to(self, user: Any) -> "GameQuerySet":
        """Those this user opened."""
        return self.filter(owner_id=user.pk) if user.pk else self.none()

    def for_cards(self) -> "GameQuerySet":
        """With what queries.card_of needs, in a fixed number of queries."""
        return self.select_related("version").annotate(
            player_count=models.Count("players", filter=models.Q(players__kicked_at=None))
        )

    def running_first(self) -> "GameQuerySet":
        """What still runs, then what is over, each from the newest."""
        return self.order_by(models.F("finished_at").desc(nulls_first=True), "-created_at")

    def running(self) -> "GameQuerySet":
        """Not finished."""
        return self.filter(finished_at=None)

    def overdue(self, now: int) -> "GameQuerySet":
        """With a question whose time was up at `now` (milliseconds)."""
        return self.filter(phase="question", paused_at=None, closes_at__lte=now)


class PlayerQuerySet(models.QuerySet["Player"]):
    """Chains on players."""

    def playing(self) -> "PlayerQuerySet":
        """Not kicked."""
        return self.filter(kicked_at=None)

    def connected(self, processes: Collection[str]) -> "PlayerQuerySet":
        """Those with a socket at one of these processes."""
        return self.filter(seats__process__in=processes).distinct()

    def without_answer_to(self, index: int) -> "PlayerQuerySet":
        """Those who have not answered the question `index`."""
        return self.exclude(answers__question_index=index)
