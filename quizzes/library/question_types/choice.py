"""`single`, `true_false` and `multiple`: options are picked, one or more are right."""

from collections.abc import Sequence
from typing import Any

from lib.errors import gettext_noop
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Problem
from quizzes.library.question_types.options import count_options, option_id, option_problems, plain_options

NO_RIGHT = Problem("options", "no_right_option", gettext_noop("Mark the option that is right."))


def right_ids(question: FrozenQuestion) -> list[str]:
    """The options that are right, in the order they are written."""
    return [option["id"] for option in question.options if option.get("correct") is True]


class _Picking:
    """What kinds with options to pick have in common."""

    answered = True
    scored = True
    has_options = True
    setting_names: frozenset[str] = frozenset()

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        return plain_options(question)

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        return {}


class Choice(_Picking):
    """One option of two to `most` is picked; where several are right, each of them will do."""

    def __init__(self, *, most: int) -> None:
        self.most = most

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        return option_problems(question, most=self.most) + ([] if right_ids(question) else [NO_RIGHT])

    def parse(self, question: FrozenQuestion, answer: Any) -> str:
        return option_id(question, answer)

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        right = answer in right_ids(question)
        return Judgement(right, 1.0 if right else 0.0)

    def key(self, question: FrozenQuestion) -> Any:
        """The id of the right option; a list of ids when several are right."""
        right = right_ids(question)
        return right[0] if len(right) == 1 else right

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        return count_options(question, answers, scored=True)


class TrueFalse(Choice):
    """Two options, one of them right."""

    def __init__(self) -> None:
        super().__init__(most=2)

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        found = super().problems(question)
        if len(right_ids(question)) > 1:
            found.append(Problem("options", "several_right", gettext_noop("Mark one option as right, not both.")))
        return found


class Multiple(_Picking):
    """Several options are picked; right is the whole set.

    With the setting `partial` a set that is not whole is worth the share max(0, (right picked − wrong picked) / all right)
    of the points, so picking everything gains nothing and nothing is ever negative. It still counts as wrong.
    """

    setting_names = frozenset({"partial"})

    def __init__(self, *, most: int) -> None:
        self.most = most

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        found = option_problems(question, most=self.most) + ([] if right_ids(question) else [NO_RIGHT])
        if not isinstance(question.settings.get("partial", False), bool):
            found.append(Problem("settings.partial", "setting_invalid", gettext_noop("Write true or false.")))
        return found

    def parse(self, question: FrozenQuestion, answer: Any) -> list[str]:
        if not isinstance(answer, list) or not 1 <= len(answer) <= len(question.options):
            raise BadAnswer(gettext_noop("Answer with a list of ids of options, at least one."))
        picked = {option_id(question, one) for one in answer}
        if len(picked) < len(answer):
            raise BadAnswer(gettext_noop("Name each option once."))
        return [option["id"] for option in question.options if option["id"] in picked]

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        picked, right = set(answer), set(right_ids(question))
        if picked == right:
            return Judgement(correct=True, share=1.0)
        if question.settings.get("partial") is not True or not right:
            return Judgement(correct=False, share=0.0)
        return Judgement(correct=False, share=max(0.0, (len(picked & right) - len(picked - right)) / len(right)))

    def key(self, question: FrozenQuestion) -> list[str]:
        return right_ids(question)

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        return count_options(question, [one for answer in answers for one in answer], scored=True)
