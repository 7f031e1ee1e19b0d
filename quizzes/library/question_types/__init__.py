"""One module a kind; this is the registry."""

from quizzes.library.question_types.choice import Choice
from quizzes.library.question_types.kinds import Kind, QuestionType

TYPES: dict[Kind, QuestionType] = {
    Kind.SINGLE: Choice(most=6),
}


def type_of(kind: str) -> QuestionType:
    """What the kind's module offers. KeyError for a kind that is not built."""
    return TYPES[Kind(kind)]
