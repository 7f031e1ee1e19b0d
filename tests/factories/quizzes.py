"""Quizzes, versions and games. A game's questions are frozen as they are given here, so they may be shorter than an author's."""

import uuid
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from quizzes.live import services, tokens
from quizzes.models import Game, Question, Quiz, QuizVersion

HOST_TOKEN = "the-host-token"

# One question of each kind in the form a version keeps, with a right and a wrong answer.
KINDS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "single": (
        {"options": [{"id": "a", "text": "4", "correct": True}, {"id": "b", "text": "5", "correct": False}]},
        "a",
        "b",
    ),
}


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
    """What answers `question(kind)` rightly."""
    return KINDS[kind][1]


def wrong_answer(kind: str) -> Any:
    """What answers `question(kind)` wrongly."""
    return KINDS[kind][2]


def make_quiz(owner: User, *kinds: str, **fields: Any) -> Quiz:
    """A draft with one question a kind; `single` when none is named."""
    quiz = Quiz.objects.create(owner=owner, **{"title": "Sums", **fields})
    for position, kind in enumerate(kinds or ("single",)):
        Question.objects.create(
            quiz=quiz, position=position, **{name: value for name, value in question(kind).items() if name not in {"id", "media"}}
        )
    return quiz


def make_game(owner: User, questions: Sequence[dict[str, Any]] | None = None, **fields: Any) -> Game:
    """A game in its lobby, of questions that need not be playable by an author's rules. Its host token is HOST_TOKEN."""
    quiz = fields.pop("quiz", None) or Quiz.objects.create(owner=owner, title="Sums")
    version = QuizVersion.objects.create(
        quiz=quiz, title=quiz.title, questions=list(questions or [question()]), digest=uuid.uuid4().hex
    )
    return Game.objects.create(
        **{
            "owner": owner,
            "quiz": quiz,
            "version": version,
            "pin": services.new_pin() if hasattr(services, "new_pin") else f"{100_000 + Game.objects.count()}",
            "host_token_hash": tokens.digest(HOST_TOKEN),
            **fields,
        }
    )
