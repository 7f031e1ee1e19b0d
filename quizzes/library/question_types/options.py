"""What kinds with options share: their checks, their public form, their counts."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lib.errors import gettext_noop
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Problem


def option_problems(question: FrozenQuestion, *, most: int) -> list[Problem]:
    """What every kind with options asks of them: two to `most`, none empty, no two alike."""
    found = []
    if not 2 <= len(question.options) <= most:
        detail = gettext_noop("Give two options.") if most == 2 else gettext_noop("Give two to %(most)s options.")
        found.append(Problem("options", "option_count", detail, {"most": most}))
    texts = [str(option.get("text", "")).strip() for option in question.options]
    if any(not text and not option.get("media") for text, option in zip(texts, question.options, strict=True)):
        found.append(Problem("options", "option_empty", gettext_noop("An option is empty. Write it or delete it.")))
    written = [text.casefold() for text in texts if text]
    if len(set(written)) < len(written):
        found.append(Problem("options", "option_twice", gettext_noop("Two options say the same. Change one.")))
    return found


def option_id(question: FrozenQuestion, answer: Any) -> str:
    """`answer` as one of the question's option ids, or BadAnswer."""
    if isinstance(answer, str) and any(option["id"] == answer for option in question.options):
        return answer
    raise BadAnswer(gettext_noop("Answer with the id of one of the options."))


def plain_options(question: FrozenQuestion) -> list[dict[str, Any]]:
    """Id, text and picture of each option, in the order they are written."""
    return [
        {"id": option["id"], "text": option.get("text", "")} | ({"media": option["media"]} if option.get("media") else {})
        for option in question.options
    ]


def count_options(question: FrozenQuestion, answers: Sequence[Any], *, scored: bool) -> list[dict[str, Any]]:
    """`{option, count, correct}` an option; `correct` is null where the kind is not scored."""
    counts = Counter(answers)
    return [
        {
            "option": option["id"],
            "count": counts[option["id"]],
            "correct": option.get("correct") is True if scored else None,
        }
        for option in question.options
    ]
