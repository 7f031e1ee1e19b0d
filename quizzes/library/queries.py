"""What the library's pages show across rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from quizzes.library.frozen import files_of, frozen_form
from quizzes.library.models import Quiz
from quizzes.library.question_types import type_of
from quizzes.library.question_types.shapes import public_view, thaw


@dataclass(frozen=True, slots=True)
class TabCounts:
    """How many quizzes stand behind each tab."""

    mine: int
    public: int


def tab_counts(user: Any) -> TabCounts:
    """One query for both tabs."""
    counted = Quiz.objects.visible_to(user).aggregate(
        mine=Count("pk", filter=Q(owner=user.pk)), public=Count("pk", filter=Q(visibility=Quiz.Visibility.PUBLIC))
    )
    return TabCounts(**counted)


@dataclass(frozen=True, slots=True)
class QuestionToRead:
    """A question on the page of a quiz. `options` carry `correct` and `key` is set only when `with_key`."""

    kind: str
    prompt: str
    seconds: int
    points: int
    is_answered: bool
    is_scored: bool
    media: Mapping[str, Any] | None
    options: list[dict[str, Any]]
    key: str
    explanation: str


def questions_for_author(quiz: Quiz) -> list[QuestionToRead]:
    """The questions as their author wrote them, keys and explanations too. Two queries."""
    return [_with_key(stored) for stored in _frozen(quiz)]


def questions_for_reader(quiz: Quiz) -> list[QuestionToRead]:
    """The questions as a player gets them: nothing that gives an answer away. Two queries."""
    return [_without_key(stored) for stored in _frozen(quiz)]


def _frozen(quiz: Quiz) -> list[dict[str, Any]]:
    files = files_of(quiz)
    return [frozen_form(row, files) for row in quiz.questions.all()]


def _without_key(stored: dict[str, Any]) -> QuestionToRead:
    shown = public_view(thaw(stored))
    return _question(shown, options=shown["options"], key="", explanation="")


def _with_key(stored: dict[str, Any]) -> QuestionToRead:
    return _question(stored, options=stored["options"], key=_typed_key(stored), explanation=stored["explanation"])


def _question(stored: Mapping[str, Any], *, options: list[dict[str, Any]], key: str, explanation: str) -> QuestionToRead:
    kind = type_of(stored["kind"])
    return QuestionToRead(
        kind=stored["kind"],
        prompt=stored["prompt"],
        seconds=stored["seconds"],
        points=stored["points"],
        is_answered=kind.answered,
        is_scored=kind.scored,
        media=stored["media"],
        options=[{**option, "letter": "abcdefghijkl"[place]} for place, option in enumerate(options)],
        key=key,
        explanation=explanation,
    )


def _typed_key(stored: Mapping[str, Any]) -> str:
    """The right answer of kinds that are typed; options carry their own mark. A draft may have none yet."""
    settings = stored["settings"]
    if settings.get("value") is not None:
        tolerance = f" ± {settings['tolerance']}" if settings.get("tolerance") else ""
        return f"{settings['value']}{tolerance} {settings.get('unit') or ''}".strip()
    return ", ".join(settings.get("accepted") or [])
