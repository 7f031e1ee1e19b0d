"""Who may do what with which quiz. A quiz that is missing and one that is private are the same error."""

import uuid
from typing import Any

from quizzes.library.errors import QuizNotFound
from quizzes.library.models import Quiz


def get_quiz_to_read(user: Any, quiz_id: object) -> Quiz:
    """The quiz, for its owner and, unless it is private, for whoever has its address. Raises QuizNotFound."""
    quiz: Quiz | None = Quiz.objects.readable_by(user).for_page().filter(pk=_uuid(quiz_id)).first()
    if quiz is None:
        raise QuizNotFound
    return quiz


def get_quiz_to_edit(user: Any, quiz_id: object) -> Quiz:
    """The quiz, for its owner. Raises QuizNotFound."""
    quiz: Quiz | None = Quiz.objects.owned_by(user).for_page().filter(pk=_uuid(quiz_id)).first() if user.pk else None
    if quiz is None:
        raise QuizNotFound
    return quiz


def _uuid(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise QuizNotFound from None
