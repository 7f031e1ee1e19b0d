"""What the library refuses, by stable codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, DomainError, InvalidInput, NotFound
from quizzes.library.question_types.kinds import Problem


@dataclass(frozen=True, slots=True)
class QuestionProblem:
    """A problem and the question it is about: its place in the quiz, from 0."""

    question: int
    problem: Problem

    @property
    def detail(self) -> str:
        """What to do, in the reader's language."""
        return gettext(self.problem.detail) % self.problem.values

    def as_json(self) -> dict[str, Any]:
        """`{question, field, code, detail}`."""
        return {"question": self.question, "field": self.problem.field, "code": self.problem.code, "detail": self.detail}


class QuizNotFound(NotFound):
    default_detail = _("There is no such quiz, or it is private.")


class StaleDraft(Conflict):
    code = "stale"
    default_detail = _("The quiz was changed somewhere else meanwhile. Load it again before you save.")


class KindNotAvailable(InvalidInput):
    code = "kind_not_available"
    default_detail = _("Questions of this kind cannot be made here yet.")


class FileNotUsable(InvalidInput):
    code = "file_not_found"
    default_detail = _("There is no such picture of yours. Upload it first.")


class QuizIncomplete(DomainError):
    """The quiz cannot be played. `problems` says which questions lack what; it is empty when there are no questions."""

    code = "quiz_incomplete"

    def __init__(self, problems: Sequence[QuestionProblem] = ()) -> None:
        self.problems = list(problems)
        lines = [
            gettext("Question %(number)s: %(detail)s") % {"number": one.question + 1, "detail": one.detail} for one in problems
        ]
        super().__init__(" ".join(lines) or gettext("The quiz has no questions yet. Add one."), attr="quiz")
