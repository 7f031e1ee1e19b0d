"""What can be done to a game. Joins and answers, which come in bursts, are stored in batches: `intake`."""

import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings as project
from django.db import IntegrityError, transaction
from django.utils import timezone

from lib import processes
from lib.errors import Conflict, WrongState
from quizzes.library.models import Quiz
from quizzes.library.question_types import type_of
from quizzes.library.services import freeze
from quizzes.live import broadcast, engine, queries, scoring, statements, tokens
from quizzes.live.engine import Command, State
from quizzes.live.models import Answer, Game, Player, Seat

CAS_TRIES = 8


def now_ms() -> int:
    """The server's clock as frames tell it: milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def player_token(uid: str, game_id: object) -> str:
    """The token that brings this player back."""
    return tokens.player_token(uid, game_id)


def join_url(pin: str) -> str:
    """Where a phone joins the game with this PIN; without BASE_URL a path, as only the browser knows the host."""
    return f"{project.BASE_URL}/play/{pin}/"


def open_game(*, owner: Any, quiz: Quiz, mode: str = "classic", settings: Mapping[str, Any] | None = None) -> tuple[Game, str]:
    """A new game of the quiz as it stands now, and the token that makes whoever has it a host.

    Raises QuizIncomplete when a question cannot be played.
    """
    version = freeze(quiz=quiz)
    token = tokens.new_host_token()
    for _ in range(20):
        try:
            with transaction.atomic():
                game = Game.objects.create(
                    pin=f"{secrets.randbelow(900_000) + 100_000}",
                    owner=owner,
                    quiz=quiz,
                    version=version,
                    mode=mode,
                    settings=dict(settings or {}),
                    host_token_hash=tokens.digest(token),
                )
        except IntegrityError:
            continue
        return game, token
    raise Conflict("No free PIN was found. Try again.")


def command_game(*, game_id: object, command: Command, now: int | None = None, index: int | None = None) -> State:
    """Apply a command of the engine by compare-and-set; answers the new state. Raises WrongState, GameNotFound.

    Two processes may try the same at once (a deadline is watched by each): one changes the row, the other is told that
    the state no longer allows it. With `index` the command is meant for that question and for no other.
    """
    at = now_ms() if now is None else now
    for _ in range(CAS_TRIES):
        with transaction.atomic():
            game = queries.get_game(game_id)
            before = game.state
            if index is not None and before.index != index:
                raise WrongState("The game has moved on.")
            after = engine.step(before, command, at, queries.content_of(game).plan)
            changed = Game.objects.filter(pk=game.pk, revision=before.revision).update(
                phase=after.phase,
                index=after.index,
                opens_at=after.opens_at,
                closes_at=after.closes_at,
                paused_at=after.paused_at,
                is_locked=after.locked,
                revision=after.revision,
                touched_at=timezone.now(),
                finished_at=timezone.now() if after.phase is engine.Phase.FINISHED else None,
            )
            if not changed:
                continue
            if engine.settles(before, after):
                _settle(game, before.index)
            broadcast.announce_state(game.pk)
            return after
    raise Conflict("The game changes too fast. Try again.")


def _settle(game: Game, index: int) -> None:
    """Count the answers to a question that was just closed. The caller's transaction holds the game's row."""
    question = queries.content_of(game).questions[index]
    standings = [
        scoring.Standing(pk, score, rank, was_rank, streak, best, right)
        for pk, score, rank, was_rank, streak, best, right in Player.objects.filter(game=game)
        .playing()
        .values_list("pk", "score", "rank", "was_rank", "streak", "best_streak", "right_count")
    ]
    answers = {
        player: scoring.Scored(correct, points)
        for player, correct, points in Answer.objects.filter(game=game, question_index=index).values_list(
            "player_id", "correct", "points"
        )
    }
    outcome = scoring.settle(
        standings,
        answers,
        scored=type_of(question.kind).scored,
        streaks=game.mode == Game.Mode.CLASSIC and bool(game.settings.get("streaks", True)),
        worth=question.points > 0,
    )
    statements.write_standings(outcome.standings)
    statements.write_bonuses(index, outcome.bonuses)


def close_if_all_answered(*, game_id: object, index: int) -> bool:
    """Close the question when everyone connected has answered it; whether it did."""
    if not queries.all_connected_answered(game_id, index):
        return False
    try:
        command_game(game_id=game_id, command=Command.ALL_ANSWERED, index=index)
    except WrongState:
        return False
    return True


def close_due_games(*, now: int) -> int:
    """The net under the servers' timers: close every question whose time is up. Answers how many."""
    closed = 0
    for game_id in Game.objects.overdue(now - project.CLOSING_GRACE_MS).values_list("pk", flat=True):
        try:
            command_game(game_id=game_id, command=Command.EXPIRE)
            closed += 1
        except WrongState:
            continue
    return closed


def end_stale_games(*, before: datetime) -> int:
    """End games that nobody has touched since `before`, so that their PINs are free again. Answers how many."""
    ended = 0
    for game_id in Game.objects.running().filter(touched_at__lt=before).values_list("pk", flat=True):
        try:
            command_game(game_id=game_id, command=Command.END)
            ended += 1
        except WrongState:
            continue
    return ended


def free_dead_seats(*, now: datetime) -> int:
    """Delete the seats at processes that are no longer alive. Answers how many."""
    return Seat.objects.exclude(process__in=processes.alive(now).values("pk")).delete()[0]


def kick_player(*, game_id: object, uid: str) -> None:
    """Put a player out for good: neither the token, the nickname, the device nor the account comes back in."""
    with transaction.atomic():
        game = Game.objects.select_for_update().get(pk=game_id)
        player = queries.get_player(game, uid)
        Player.objects.filter(pk=player.pk, kicked_at=None).update(kicked_at=timezone.now())
        broadcast.announce_kick(game_id)
        broadcast.announce_roll(game_id)


def end_games_of(*, owner: Any) -> None:
    """End the running games of somebody who leaves; what was played stays with those who played."""
    for game_id in Game.objects.running().filter(owner=owner).values_list("pk", flat=True):
        try:
            command_game(game_id=game_id, command=Command.END)
        except WrongState:
            continue


@transaction.atomic
def make_plays_nameless(*, user: Any) -> None:
    """Take account, nickname and device from what this person played; answers and ranks stay in the results."""
    for player in Player.objects.select_for_update().filter(user=user).order_by("pk"):
        player.user, player.device_hash = None, ""
        player.nickname, player.nickname_key = f"– {player.number}", f"erased {player.uid}"
        player.save(update_fields=["user", "device_hash", "nickname", "nickname_key"])
