"""`poll`, which is answered and not scored, and `slide`, which is only shown."""

from collections.abc import Sequence
from typing import Any

from lib.errors import gettext_noop
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Problem
from quizzes.library.question_types.options import count_options, option_id, option_problems, plain_options

NOT_SCORED = Judgement(correct=None, share=0.0)


class Poll:
    """One option of two to `most` is picked; none is right."""

    answered = True
    scored = False
    has_options = True
    setting_names: frozenset[str] = frozenset()

    def __init__(self, *, most: int) -> None:
        self.most = most

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        return option_problems(question, most=self.most)

    def parse(self, question: FrozenQuestion, answer: Any) -> str:
        return option_id(question, answer)

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        return NOT_SCORED

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        return plain_options(question)

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        return {}

    def key(self, question: FrozenQuestion) -> None:
        return None

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        return count_options(question, answers, scored=False)


class Slide:
    """Text and a picture on the big screen; nobody answers."""

    answered = False
    scored = False
    has_options = False
    setting_names: frozenset[str] = frozenset()

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        return []

    def parse(self, question: FrozenQuestion, answer: Any) -> Any:
        raise BadAnswer(gettext_noop("A slide is not answered."))

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        return NOT_SCORED

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        return []

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        return {}

    def key(self, question: FrozenQuestion) -> None:
        return None

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        return []
