"""One module a kind; this is the registry."""

from quizzes.library.question_types.choice import Choice, Multiple, TrueFalse
from quizzes.library.question_types.kinds import Kind, QuestionType
from quizzes.library.question_types.numeric import Numeric
from quizzes.library.question_types.text import Text
from quizzes.library.question_types.unscored import Poll, Slide

MOST_OPTIONS = 6

# A kind of the contract that is not here cannot be used yet: is_built.
TYPES: dict[Kind, QuestionType] = {
    Kind.SINGLE: Choice(most=MOST_OPTIONS),
    Kind.TRUE_FALSE: TrueFalse(),
    Kind.MULTIPLE: Multiple(most=MOST_OPTIONS),
    Kind.NUMERIC: Numeric(),
    Kind.TEXT: Text(),
    Kind.POLL: Poll(most=MOST_OPTIONS),
    Kind.SLIDE: Slide(),
}


def is_built(kind: str) -> bool:
    """Whether questions of this kind can be written and played."""
    return kind in TYPES


def type_of(kind: str) -> QuestionType:
    """What the kind's module offers. KeyError for a kind that is not built."""
    return TYPES[Kind(kind)]
