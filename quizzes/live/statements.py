"""The few statements that are written by hand, because every answer of a burst passes through them.

Each is one round trip, the same on SQLite and PostgreSQL. What the ORM costs instead: docs/performance.md.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from lib.models import ServerProcess
from quizzes.live.models import Answer, Game, Player, Seat
from quizzes.live.scoring import Standing

GAMES = Game._meta.db_table
PLAYERS = Player._meta.db_table
ANSWERS = Answer._meta.db_table
SEATS = Seat._meta.db_table
PROCESSES = ServerProcess._meta.db_table
GAME_KEY = Game._meta.pk
ANSWER_FIELD = Answer._meta.get_field("answer")


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a question is: answers stored, players connected."""

    answered: int
    connected: int


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A row for `insert_answers`."""

    game_id: str
    player_id: int
    index: int
    answer: Any
    correct: bool | None
    points: int
    milliseconds: int


def lock_open_questions(game_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Lock these games' rows until the transaction ends; game id → (index, opens_at) of those that take answers."""
    ids = sorted(set(game_ids))
    if not ids:
        return {}
    lock = " ORDER BY id FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, "index", opens_at FROM {GAMES} WHERE id IN ({_marks(ids)})'  # noqa: S608  names of our own tables
            f" AND phase = 'question' AND paused_at IS NULL AND opens_at IS NOT NULL{lock}",
            [_game_key(game_id) for game_id in ids],
        )
        return {str(uuid.UUID(str(pk))): (index, opens_at) for pk, index, opens_at in cursor.fetchall()}


def insert_answers(answers: Sequence[NewAnswer]) -> set[tuple[int, int]]:
    """Insert the answers that are their player's first; (player, index) of those that were. No player twice in one call."""
    if not answers:
        return set()
    keys = {game_id: _game_key(game_id) for game_id in {answer.game_id for answer in answers}}
    values: list[Any] = []
    for one in answers:
        values += (
            keys[one.game_id],
            one.player_id,
            one.index,
            ANSWER_FIELD.get_db_prep_value(one.answer, connection),
            one.correct,
            one.points,
            one.milliseconds,
        )
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, 0)"] * len(answers))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ANSWERS} (game_id, player_id, question_index, answer, correct, points, milliseconds, streak_bonus)"  # noqa: S608
            f" VALUES {rows} ON CONFLICT (player_id, question_index) DO NOTHING RETURNING player_id, question_index",
            values,
        )
        return set(cursor.fetchall())


def count_progress(game_id: str, index: int, alive_since: datetime) -> Counts:
    """How many have answered the question, and how many are connected to a process seen since `alive_since`."""
    key = _game_key(game_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT COUNT(*) FROM {ANSWERS} a JOIN {PLAYERS} p ON p.id = a.player_id"  # noqa: S608
            " WHERE a.game_id = %s AND a.question_index = %s AND p.kicked_at IS NULL),"
            f" (SELECT COUNT(DISTINCT s.player_id) FROM {SEATS} s JOIN {PLAYERS} p ON p.id = s.player_id"
            f" JOIN {PROCESSES} l ON l.id = s.process"
            " WHERE p.game_id = %s AND p.kicked_at IS NULL AND l.seen_at >= %s)",
            [key, index, key, connection.ops.adapt_datetimefield_value(alive_since)],
        )
        return Counts(*cursor.fetchone())


def write_standings(standings: Sequence[Standing]) -> None:
    """Store everybody's standing: on PostgreSQL one statement over arrays, on SQLite one prepared statement for all."""
    rows = [(s.player, s.score, s.rank, s.was_rank, s.streak, s.best_streak, s.right) for s in standings]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {PLAYERS} SET score=v.score, rank=v.rank, was_rank=v.was_rank, streak=v.streak,"  # noqa: S608
                " best_streak=v.best_streak, right_count=v.right_count"
                " FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])"
                " AS v(id, score, rank, was_rank, streak, best_streak, right_count)"
                f" WHERE {PLAYERS}.id = v.id",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                f"UPDATE {PLAYERS} SET score=%s, rank=%s, was_rank=%s, streak=%s, best_streak=%s, right_count=%s"  # noqa: S608
                " WHERE id=%s",
                [(*row[1:], row[0]) for row in rows],
            )


def write_bonuses(index: int, bonuses: Mapping[int, int]) -> None:
    """Note the streak bonus of each player (key) for the question `index`."""
    if not bonuses:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {ANSWERS} SET streak_bonus=%s WHERE player_id=%s AND question_index=%s",  # noqa: S608
            [(bonus, player, index) for player, bonus in bonuses.items()],
        )


def _game_key(game_id: str) -> Any:
    return GAME_KEY.get_db_prep_value(game_id, connection)


def _marks(items: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(items))
