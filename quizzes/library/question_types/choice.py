"""`single` and `true_false`: one option is picked, one or more are right."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Problem


class Choice:
    """One option of two to `most`."""

    answered = True
    scored = True

    def __init__(self, *, most: int) -> None:
        self.most = most

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        found = option_problems(question, most=self.most)
        if not any(option.get("correct") for option in question.options):
            found.append(Problem("options", "no_right_option", "Mark the option that is right."))
        return found

    def parse(self, question: FrozenQuestion, answer: Any) -> str:
        return option_id(question, answer)

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        right = any(option["id"] == answer and option.get("correct") for option in question.options)
        return Judgement(right, 1.0 if right else 0.0)

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        return plain_options(question)

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        return {}

    def key(self, question: FrozenQuestion) -> Any:
        right = [option["id"] for option in question.options if option.get("correct")]
        return right[0] if len(right) == 1 else right

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        return count_options(question, answers)


def option_problems(question: FrozenQuestion, *, most: int) -> list[Problem]:
    """What every kind with options asks of them: two to `most`, none empty, no two alike."""
    found = []
    if not 2 <= len(question.options) <= most:
        found.append(Problem("options", "option_count", f"Give two to {most} options."))
    texts = [str(option.get("text", "")).strip() for option in question.options]
    if any(not text and not option.get("media") for text, option in zip(texts, question.options, strict=True)):
        found.append(Problem("options", "option_empty", "An option is empty. Write it or delete it."))
    written = [text.casefold() for text in texts if text]
    if len(set(written)) < len(written):
        found.append(Problem("options", "option_twice", "Two options say the same."))
    return found


def option_id(question: FrozenQuestion, answer: Any) -> str:
    """`answer` as one of the question's option ids, or BadAnswer."""
    if isinstance(answer, str) and any(option["id"] == answer for option in question.options):
        return answer
    raise BadAnswer("Answer with the id of one of the options.")


def plain_options(question: FrozenQuestion) -> list[dict[str, Any]]:
    """Id, text and picture of each option, in the order they are written."""
    return [
        {"id": option["id"], "text": option.get("text", "")} | ({"media": option["media"]} if option.get("media") else {})
        for option in question.options
    ]


def count_options(question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
    """`{option, count, correct}` an option; `correct` is null where the kind is not scored."""
    counts = Counter(answers)
    scored = any("correct" in option for option in question.options)
    return [
        {"option": option["id"], "count": counts[option["id"]], "correct": bool(option.get("correct")) if scored else None}
        for option in question.options
    ]
