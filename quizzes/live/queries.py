"""Reading games: what the arenas, pages and the API show. Writes nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from lib import processes
from quizzes.library.models import QuizVersion
from quizzes.library.question_types.kinds import FrozenQuestion
from quizzes.live import content, scoring, statements
from quizzes.live.engine import Phase, Plan, State
from quizzes.live.errors import GameNotFound, NotJoined
from quizzes.live.models import Answer, Game, Player


@dataclass(frozen=True, slots=True)
class Content:
    """A game's questions as it plays them. Never changes while the game runs."""

    title: str
    questions: Sequence[FrozenQuestion]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Place:
    """A player's place in the ranking."""

    player_id: int
    uid: str
    number: int
    nickname: str
    score: int
    rank: int
    was_rank: int
    streak: int
    best_streak: int
    right: int


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given to the last closed question."""

    answer: Any
    correct: bool | None
    points: int
    streak_bonus: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everybody's place, and the answers to the question that is being revealed (player id → answer)."""

    places: Sequence[Place]
    answers: dict[int, Given]


@dataclass(frozen=True, slots=True)
class Card:
    """A game as lists and the API tell of it."""

    id: str
    pin: str
    quiz: str | None
    title: str
    mode: str
    settings: dict[str, Any]
    phase: str
    index: int
    total: int
    locked: bool
    paused: bool
    players: int
    created_at: datetime
    finished_at: datetime | None


def card_of(game: Game) -> Card:
    """The game's card. No further query when the row comes from `for_cards`."""
    players = getattr(game, "player_count", None)
    return Card(
        id=str(game.pk),
        pin=game.pin,
        quiz=str(game.quiz_id) if game.quiz_id else None,
        title=game.version.title,
        mode=game.mode,
        settings=game.settings,
        phase=game.phase,
        index=game.index,
        total=len(game.version.questions),
        locked=game.is_locked,
        paused=game.paused_at is not None,
        players=game.players.playing().count() if players is None else players,
        created_at=game.created_at,
        finished_at=game.finished_at,
    )


def get_game(game_id: object) -> Game:
    """The game with this id. GameNotFound."""
    try:
        uuid.UUID(str(game_id))
    except ValueError:
        raise GameNotFound from None
    game = Game.objects.filter(pk=game_id).first()
    if game is None:
        raise GameNotFound
    return game


def get_game_by_pin(pin: str) -> Game:
    """The running game with this PIN, or the last one that had it. GameNotFound."""
    if not (pin.isascii() and pin.isdigit()):
        raise GameNotFound
    found = Game.objects.filter(pin=pin)
    game = found.running().first() or found.order_by("-created_at").first()
    if game is None:
        raise GameNotFound
    return game


def get_player(game: Game, uid: str) -> Player:
    """The player of this game whom clients call `uid`. NotJoined."""
    player = Player.objects.filter(game=game, uid=uid).first()
    if player is None:
        raise NotJoined("No player of this game has this id.")
    return player


def content_of(game: Game) -> Content:
    """The game's questions; read once a process, since a version never changes."""
    return _content(game.pk, game.version_id, repr(sorted(game.settings.items())))


@lru_cache(maxsize=256)
def _content(game_id: object, version_id: object, settings_key: str) -> Content:
    game = Game.objects.only("settings").get(pk=game_id)
    version = QuizVersion.objects.get(pk=version_id)
    questions = content.questions_of(version.questions, game.settings, str(game_id))
    return Content(version.title, questions, content.plan_of(questions, game.settings))


def revisions(game_ids: Sequence[str]) -> dict[str, int]:
    """The revision of each of these games: what tells a process that it missed something."""
    return {str(pk): revision for pk, revision in Game.objects.filter(pk__in=game_ids).values_list("pk", "revision")}


def connected_players(game_id: object) -> list[Player]:
    """Who is connected to any process that is alive, in the order they joined."""
    alive = [process.pk for process in processes.alive(timezone.now())]
    return list(
        Player.objects.filter(game=game_id).playing().connected(alive).only("uid", "nickname", "number").order_by("number")
    )


def kicked_players(game_id: object) -> set[int]:
    """The keys of the players who were put out."""
    return set(Player.objects.filter(game=game_id, kicked_at__isnull=False).values_list("pk", flat=True))


def progress(game_id: str, index: int) -> statements.Counts:
    """How many have answered the question `index`, and how many players are connected to any process that is alive."""
    return statements.count_progress(game_id, index, timezone.now() - processes.LEASE)


def all_connected_answered(game_id: object, index: int) -> bool:
    """Whether somebody is connected, and everybody who is has answered the question `index`."""
    alive = [process.pk for process in processes.alive(timezone.now())]
    connected = Player.objects.filter(game=game_id).playing().connected(alive)
    return connected.exists() and not connected.without_answer_to(index).exists()


def outcome(game_id: object, state: State) -> Outcome:
    """The ranking, and the answers to the last question once it is closed. Two queries.

    Once a question has been counted the ranks are drawn up anew: whoever was put out since leaves no gap, and whoever
    joined since has a place.
    """
    places = [
        Place(*row)
        for row in Player.objects.filter(game=game_id)
        .playing()
        .order_by("-score", "number")
        .values_list("pk", "uid", "number", "nickname", "score", "rank", "was_rank", "streak", "best_streak", "right_count")
    ]
    if any(place.rank for place in places):
        ranks = scoring.rank_by_score((place.player_id, place.score) for place in places)
        places = [one if one.rank == ranks[one.player_id] else replace(one, rank=ranks[one.player_id]) for one in places]
    answers: dict[int, Given] = {}
    if state.phase in {Phase.REVEAL, Phase.FINISHED} and state.index >= 0:
        answers = {
            player: Given(*row)
            for player, *row in Answer.objects.filter(
                game=game_id, question_index=state.index, player__kicked_at=None
            ).values_list("player_id", "answer", "correct", "points", "streak_bonus")
        }
    return Outcome(places, answers)
