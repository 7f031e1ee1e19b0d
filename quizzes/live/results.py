"""What a game showed about a class: each player's answers, each question's distribution. Reads; two queries a game."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from quizzes.library.question_types import type_of
from quizzes.library.question_types.kinds import FrozenQuestion
from quizzes.live import queries, scoring
from quizzes.live.engine import Phase
from quizzes.live.errors import NotJoined
from quizzes.live.models import Answer, Game, Player


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One player's answer to one question. `points` are without the streak's bonus, as in the reveal."""

    question: int
    answer: Any
    correct: bool | None
    points: int
    streak_bonus: int
    seconds: float


@dataclass(frozen=True, slots=True)
class PlayerResult:
    """A player's game. `answers` holds what was answered, by the question's index."""

    uid: str
    number: int
    nickname: str
    score: int
    rank: int
    right: int
    best_streak: int
    answers: Mapping[int, GivenAnswer]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question that was played and closed, and how all players together answered it."""

    index: int
    question: FrozenQuestion
    scored: bool
    players: int
    given: Sequence[GivenAnswer]

    @property
    def answered(self) -> int:
        """How many answered."""
        return len(self.given)

    @property
    def right(self) -> int:
        """How many answered rightly."""
        return sum(one.correct is True for one in self.given)

    @property
    def share(self) -> float | None:
        """The part of all players who were right, 0 to 1; None where nothing is scored or nobody played."""
        return self.right / self.players if self.scored and self.players else None

    @property
    def middle_seconds(self) -> float | None:
        """How long the middle answer took."""
        return median(one.seconds for one in self.given) if self.given else None

    @property
    def key(self) -> Any:
        """The right answer in the shape of an answer; None where there is none."""
        return type_of(self.question.kind).key(self.question)

    @property
    def distribution(self) -> list[dict[str, Any]]:
        """The answers counted, as the reveal showed them."""
        return type_of(self.question.kind).distribution(self.question, [one.answer for one in self.given])


@dataclass(frozen=True, slots=True)
class GameResults:
    """All of it. Players by rank, questions as they were played; the running question is not among them."""

    title: str
    total: int
    players: Sequence[PlayerResult]
    questions: Sequence[QuestionResult]

    @property
    def scored(self) -> list[QuestionResult]:
        """The questions that had a right answer."""
        return [one for one in self.questions if one.scored]

    @property
    def hardest_first(self) -> list[QuestionResult]:
        """The scored ones from the fewest to the most right, then the others."""
        return sorted(self.questions, key=lambda one: (not one.scored, one.share or 0.0, one.index))

    @property
    def right_share(self) -> float | None:
        """The part of all answers that could have been right and were."""
        possible = len(self.players) * len(self.scored)
        return sum(one.right for one in self.scored) / possible if possible else None

    @property
    def middle_seconds(self) -> float | None:
        """How long the middle answer of the game took."""
        given = [answer.seconds for one in self.questions for answer in one.given]
        return median(given) if given else None

    def player(self, uid: str) -> PlayerResult:
        """The player whom clients call `uid`. NotJoined."""
        for one in self.players:
            if one.uid == uid:
                return one
        raise NotJoined("No player of this game has this id.")


def results_of(game: Game) -> GameResults:
    """The game's results so far. Players who were kicked are not in them."""
    content = queries.content_of(game)
    closed = _closed_count(game)
    answers = _answers_by_player(game, closed)
    players = _players(game, answers)
    questions = [
        QuestionResult(
            index=index,
            question=question,
            scored=type_of(question.kind).scored,
            players=len(players),
            given=[one.answers[index] for one in players if index in one.answers],
        )
        for index, question in enumerate(content.questions[:closed])
    ]
    return GameResults(content.title, len(content.questions), players, questions)


def _closed_count(game: Game) -> int:
    """How many questions were closed: the running one is not told of before its end."""
    return game.index if game.phase == Phase.QUESTION else game.index + 1


def _answers_by_player(game: Game, closed: int) -> dict[int, dict[int, GivenAnswer]]:
    found: dict[int, dict[int, GivenAnswer]] = {}
    rows = Answer.objects.filter(game=game, question_index__lt=max(closed, 0), player__kicked_at=None).order_by("id")
    for player, index, answer, correct, points, bonus, milliseconds in rows.values_list(
        "player_id", "question_index", "answer", "correct", "points", "streak_bonus", "milliseconds"
    ):
        found.setdefault(player, {})[index] = GivenAnswer(index, answer, correct, points, bonus, milliseconds / 1000)
    return found


def _players(game: Game, answers: Mapping[int, Mapping[int, GivenAnswer]]) -> list[PlayerResult]:
    """By rank. Ranks are drawn up anew: the stored ones may still count somebody who was kicked after the last question."""
    rows = list(
        Player.objects.filter(game=game)
        .playing()
        .order_by("-score", "number")
        .values_list("pk", "uid", "number", "nickname", "score", "right_count", "best_streak")
    )
    ranks = scoring.rank_by_score((pk, score) for pk, _, _, _, score, _, _ in rows)
    return [
        PlayerResult(uid, number, nickname, score, ranks[pk], right, best_streak, answers.get(pk, {}))
        for pk, uid, number, nickname, score, right, best_streak in rows
    ]
