"""Who may do what with which quiz."""

from typing import Any

from django.core.exceptions import ValidationError

from lib.errors import NotFound
from quizzes.library.models import Quiz


def get_quiz_to_read(user: Any, quiz_id: object) -> Quiz:
    """The quiz, for whoever may read it. NotFound."""
    return _get(Quiz.objects.readable_by(user), quiz_id)


def get_quiz_to_edit(user: Any, quiz_id: object) -> Quiz:
    """The quiz, for its owner. NotFound."""
    return _get(Quiz.objects.owned_by(user), quiz_id)


def _get(quizzes: Any, quiz_id: object) -> Quiz:
    try:
        return quizzes.get(pk=quiz_id)
    except (Quiz.DoesNotExist, ValidationError, ValueError):
        raise NotFound("There is no such quiz.") from None
