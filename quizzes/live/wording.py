"""Answers, kinds and verdicts in words, for pages and exports. Writes nothing, reads nothing."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.library.question_types.kinds import FrozenQuestion, Kind
from quizzes.live.results import GivenAnswer

KINDS = {
    Kind.SINGLE: gettext_lazy("One answer"),
    Kind.TRUE_FALSE: gettext_lazy("True or false"),
    Kind.MULTIPLE: gettext_lazy("Several answers"),
    Kind.NUMERIC: gettext_lazy("A number"),
    Kind.TEXT: gettext_lazy("Typed"),
    Kind.ORDER: gettext_lazy("In order"),
    Kind.MATCH: gettext_lazy("Pairs"),
    Kind.HOTSPOT: gettext_lazy("A place on a picture"),
    Kind.CLOZE: gettext_lazy("Gaps"),
    Kind.POLL: gettext_lazy("Poll, no points"),
    Kind.WORD_CLOUD: gettext_lazy("Words, no points"),
    Kind.SLIDE: gettext_lazy("Slide"),
}


def number(value: float) -> str:
    """A number as people here write it: 7,000; 29.5."""
    rounded = round(value, 6)
    whole = int(rounded) if rounded == int(rounded) else rounded
    return str(number_format(whole, use_l10n=True, force_grouping=abs(whole) >= 10_000))


def kind(question: FrozenQuestion) -> str:
    """What kind of question it is, with what a number had to come near to."""
    tolerance = question.settings.get("tolerance") if question.kind is Kind.NUMERIC else None
    if tolerance:
        return _("A number, within %(tolerance)s") % {"tolerance": number(tolerance)}
    return str(KINDS[question.kind])


def answer(question: FrozenQuestion, given: Any) -> str:
    """An answer as it is read out: the texts of its options, the number, the words."""
    if given is None:
        return ""
    texts = {
        option["id"]: option.get("text") or _("Picture %(place)s") % {"place": place}
        for place, option in enumerate(question.options, 1)
    }
    if isinstance(given, Mapping):
        pairs = texts | {option["pair_id"]: option["pair"] for option in question.options if "pair_id" in option}
        return "; ".join(f"{pairs.get(left, left)} → {pairs.get(right, right)}" for left, right in given.items())
    if isinstance(given, list):
        return "; ".join(answer(question, one) for one in given)
    if isinstance(given, int | float):
        unit = question.settings.get("unit")
        return f"{number(given)} {unit}" if unit else number(given)
    return str(texts.get(given, given))


def right_answer(question: FrozenQuestion, key: Any) -> str:
    """The right answer as it is read out; of several accepted spellings the first."""
    if question.kind is Kind.TEXT and isinstance(key, list):
        return str(key[0]) if key else ""
    if question.kind is Kind.SINGLE and isinstance(key, list):
        return _(" or ").join(answer(question, one) for one in key)
    return answer(question, key)


def verdict(given: GivenAnswer | None) -> str:
    """right, partly, wrong, none, or said where nothing is scored: what marks and exports are drawn by."""
    if given is None:
        return "none"
    if given.correct is None:
        return "said"
    if given.correct:
        return "right"
    return "partly" if given.points else "wrong"
