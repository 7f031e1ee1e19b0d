"""Quizzes, versions and games. A game's questions are frozen as they are given here: they may be shorter than an author's."""

import uuid
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from quizzes.live import nicknames, tokens
from quizzes.models import Answer, Game, Player, Question, Quiz, QuizVersion

HOST_TOKEN = "the-host-token"


def options(*right: str, scored: bool = True) -> list[dict[str, Any]]:
    """Four options a, b, c, d, of which these are right."""
    return [
        {"id": one, "text": f"Option {one.upper()}"} | ({"correct": one in right} if scored else {})
        for one in ("a", "b", "c", "d")
    ]


def true_false(right: str) -> list[dict[str, Any]]:
    """True and false, of which this one is right."""
    return [{"id": one, "text": one.title(), "correct": one == right} for one in ("true", "false")]


def number(value: float) -> dict[str, Any]:
    """The settings of a slider from 0 to 100."""
    return {"value": value, "tolerance": 2, "min": 0, "max": 100, "step": 1, "unit": "km"}


# Each kind in the form a version keeps, a right and a wrong answer, and the same question with another key: whoever sees
# a difference between the two before the reveal has been told too much.
KINDS: dict[str, tuple[dict[str, Any], Any, Any, dict[str, Any]]] = {
    "single": ({"options": options("a")}, "a", "b", {"options": options("c")}),
    "true_false": ({"options": true_false("true")}, "true", "false", {"options": true_false("false")}),
    "multiple": ({"options": options("a", "c")}, ["a", "c"], ["a", "b"], {"options": options("d")}),
    "numeric": ({"settings": number(42)}, 43, 60, {"settings": number(77)}),
    "text": (
        {"settings": {"accepted": ["Ångström"], "typos": 1}},
        "angstrom",
        "metre",
        {"settings": {"accepted": ["parsec", "pc"], "typos": 2, "match_case": True}},
    ),
    "poll": ({"options": options(scored=False)}, "a", "b", {"explanation": "Nobody knows."}),
    "slide": ({}, None, None, {"explanation": "Nobody asks."}),
}
SCORED = ("single", "true_false", "multiple", "numeric", "text")


def question(kind: str = "single", **fields: Any) -> dict[str, Any]:
    """A question as a version keeps it."""
    shape = KINDS[kind][0]
    return {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "prompt": f"A question of the kind {kind}?",
        "seconds": 20,
        "points": 1000,
        "explanation": "",
        "media": None,
        "options": [],
        "settings": {},
        **shape,
        **fields,
    }


def right_answer(kind: str) -> Any:
    """What answers `question(kind)` rightly; of a poll, any answer."""
    return KINDS[kind][1]


def wrong_answer(kind: str) -> Any:
    """What answers `question(kind)` wrongly; of a poll, another answer."""
    return KINDS[kind][2]


def other_key(kind: str) -> dict[str, Any]:
    """What turns `question(kind)` into one that looks the same and has another right answer."""
    return KINDS[kind][3]


def make_quiz(owner: User, *kinds: str, **fields: Any) -> Quiz:
    """A draft with one question a kind; `single` when none is named."""
    quiz = Quiz.objects.create(owner=owner, **{"title": "Sums", **fields})
    for position, kind in enumerate(kinds or ("single",)):
        columns = {name: value for name, value in question(kind).items() if name not in {"id", "media"}}
        Question.objects.create(quiz=quiz, position=position, **columns)
    return quiz


def make_version(quiz: Quiz | None = None, questions: Sequence[dict[str, Any]] | None = None) -> QuizVersion:
    """What is played. Its questions need not be playable by an author's rules: they may last a fraction of a second."""
    return QuizVersion.objects.create(
        quiz=quiz,
        title=quiz.title if quiz else "Sums",
        questions=list(questions if questions is not None else [question()]),
        digest=uuid.uuid4().hex,
    )


def make_game(owner: User, questions: Sequence[dict[str, Any]] | None = None, **fields: Any) -> Game:
    """A game in its lobby; its host token is HOST_TOKEN. One question of the kind `single` when none is given."""
    version = fields.pop("version", None) or make_version(make_quiz(owner), questions)
    return Game.objects.create(
        **{
            "owner": owner,
            "quiz": version.quiz,
            "version": version,
            "pin": f"{100_000 + Game.objects.count()}",
            "host_token_hash": tokens.digest(HOST_TOKEN),
            **fields,
        }
    )


def make_player(game: Game, nickname: str = "Noor", **fields: Any) -> Player:
    """A player who is in, without a socket."""
    return Player.objects.create(
        **{
            "game": game,
            "uid": tokens.new_uid(),
            "number": game.players.count() + 1,
            "nickname": nickname,
            "nickname_key": nicknames.key(nickname),
            **fields,
        }
    )


def make_answer(player: Player, answer: Any, **fields: Any) -> Answer:
    """An answer of this player to question 0, as stored."""
    return Answer.objects.create(
        **{
            "game": player.game,
            "player": player,
            "question_index": 0,
            "answer": answer,
            "correct": True,
            "points": 1000,
            "milliseconds": 0,
            **fields,
        }
    )
