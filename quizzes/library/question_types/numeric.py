"""`numeric`: a number within a tolerance of the right one; with `min` and `max` the client shows a slider."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lib.errors import gettext_noop
from quizzes.library.question_types.bins import histogram
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Problem

LARGEST = 10**15
LONGEST_UNIT = 20
PUBLIC = ("min", "max", "step", "unit")
NOT_A_NUMBER = gettext_noop("Write a number.")


def is_number(value: Any) -> bool:
    """A JSON number that can be computed with: no bool, no NaN, nothing beyond ±10¹⁵."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def exact(value: Any) -> Decimal:
    """The number as it was written: 1.1 − 1.0 is 0.1 in decimals, and more than that in floats."""
    return Decimal(repr(value))


def band(question: FrozenQuestion) -> tuple[Decimal, Decimal]:
    """The lowest and the highest number that are right."""
    value, tolerance = exact(question.settings["value"]), exact(question.settings.get("tolerance") or 0)
    return value - tolerance, value + tolerance


class Numeric:
    """Right is |answer − value| ≤ tolerance, computed in decimals."""

    answered = True
    scored = True
    has_options = False
    setting_names = frozenset({"value", "tolerance", *PUBLIC})

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        settings = question.settings
        found = []
        if settings.get("value") is None:
            found.append(Problem("settings.value", "value_missing", gettext_noop("Write the number that is right.")))
        given = [name for name in ("value", "tolerance", "min", "max", "step") if settings.get(name) is not None]
        bad = [name for name in given if not is_number(settings[name])]
        found += [Problem(f"settings.{name}", "not_a_number", NOT_A_NUMBER) for name in bad]
        unit = settings.get("unit") or ""
        if not isinstance(unit, str) or len(unit) > LONGEST_UNIT:
            detail = gettext_noop("Write a unit of at most %(most)s characters.")
            found.append(Problem("settings.unit", "unit_invalid", detail, {"most": LONGEST_UNIT}))
        return found or _range_problems(question)

    def parse(self, question: FrozenQuestion, answer: Any) -> int | float:
        if not is_number(answer):
            raise BadAnswer(gettext_noop("Answer with a number."))
        low, high = question.settings.get("min"), question.settings.get("max")
        if (low is not None and answer < low) or (high is not None and answer > high):
            raise BadAnswer(gettext_noop("Answer with a number inside the range."))
        return answer  # type: ignore[no-any-return]

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        low, high = band(question)
        right = low <= exact(answer) <= high
        return Judgement(right, 1.0 if right else 0.0)

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        return []

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        return {name: question.settings[name] for name in PUBLIC if question.settings.get(name) not in (None, "")}

    def key(self, question: FrozenQuestion) -> Any:
        return question.settings["value"]

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        """A histogram: `{from, to, count, correct}` a column, from the lowest to the highest (bins)."""
        settings = question.settings
        axis = tuple(None if settings.get(name) is None else exact(settings[name]) for name in ("min", "max"))
        step = exact(settings["step"]) if settings.get("step") else None
        return histogram([exact(answer) for answer in answers], band(question), axis=axis, step=step)


def _range_problems(question: FrozenQuestion) -> list[Problem]:
    """Checks that need numbers to stand where numbers belong."""
    settings = question.settings
    low, high, step = settings.get("min"), settings.get("max"), settings.get("step")
    found = []
    if (settings.get("tolerance") or 0) < 0:
        found.append(Problem("settings.tolerance", "tolerance_negative", gettext_noop("Write a tolerance of 0 or more.")))
    if (low is None) != (high is None):
        missing = "min" if low is None else "max"
        detail = gettext_noop("A slider needs both ends. Write the other one too, or neither.")
        found.append(Problem(f"settings.{missing}", "range_half", detail))
    if step is not None and step <= 0:
        found.append(Problem("settings.step", "step_invalid", gettext_noop("Write a step above 0.")))
    if found or low is None or high is None:
        return found
    if low >= high:
        return [Problem("settings.max", "range_empty", gettext_noop("The highest number must be above the lowest."))]
    if not low <= settings["value"] <= high:
        return [Problem("settings.value", "value_outside", gettext_noop("The right number is outside the range. Widen it."))]
    if step is not None and not _reachable(question, exact(low), exact(high), exact(step)):
        detail = gettext_noop("No step of the slider stands on a right number. Change the step or the tolerance.")
        return [Problem("settings.step", "value_unreachable", detail)]
    return []


def _reachable(question: FrozenQuestion, low: Decimal, high: Decimal, step: Decimal) -> bool:
    lowest, highest = band(question)
    steps = ((max(lowest, low) - low) / step).to_integral_value(rounding="ROUND_CEILING")
    return low + steps * step <= min(highest, high)
