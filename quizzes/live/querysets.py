"""Finding games, players and answers; and the few statements that are written by hand because bursts pass through them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, models, transaction

from quizzes.live.scoring import Standing

if TYPE_CHECKING:
    from quizzes.live.intake import AnswerRequest
    from quizzes.live.models import Answer, Game, Player


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

    def lock_open_questions(self, game_ids: Iterable[object]) -> dict[str, tuple[int, int]]:
        """Lock these games' rows until the transaction ends; game id → (index, opens_at) of those that take answers."""
        rows = (
            self.select_for_update()
            .filter(pk__in=set(game_ids))
            .order_by("pk")
            .values_list("pk", "phase", "paused_at", "index", "opens_at")
        )
        return {
            str(pk): (index, opens_at)
            for pk, phase, paused_at, index, opens_at in rows
            if phase == "question" and paused_at is None and opens_at is not None
        }


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

    def write_standings(self, standings: Sequence[Standing]) -> None:
        """Store the standings. One prepared statement for all: `bulk_update` is ten times slower at a thousand rows."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {self.model._meta.db_table} SET score=%s, rank=%s, was_rank=%s, streak=%s, best_streak=%s,"  # noqa: S608
                " right_count=%s WHERE id=%s",
                [(s.score, s.rank, s.was_rank, s.streak, s.best_streak, s.right, s.player) for s in standings],
            )


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Chains on answers."""

    def insert_new(self, answers: "Sequence[AnswerRequest]") -> int:
        """Insert these answers, or none of them: how many were inserted.

        When one of them stands already the savepoint is rolled back and the answer is 0.
        """
        if not answers:
            return 0
        fields = {name: self.model._meta.get_field(name) for name in ("game", "answer")}
        rows = [
            (
                fields["game"].get_db_prep_value(a.game_id, connection),
                a.player_id,
                a.index,
                fields["answer"].get_db_prep_value(a.answer, connection),
                a.correct,
                a.points,
                a.milliseconds,
            )
            for a in answers
        ]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO {self.model._meta.db_table} (game_id, player_id, question_index, answer, correct, points,"  # noqa: S608
                    " milliseconds, streak_bonus) VALUES (%s, %s, %s, %s, %s, %s, %s, 0)",
                    rows,
                )
        except IntegrityError:
            return 0
        return len(rows)

    def write_bonuses(self, index: int, bonuses: Mapping[int, int]) -> None:
        """Note the streak bonus of each player (key) for the question `index`."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {self.model._meta.db_table} SET streak_bonus=%s WHERE player_id=%s AND question_index=%s",  # noqa: S608
                [(bonus, player, index) for player, bonus in bonuses.items()],
            )
