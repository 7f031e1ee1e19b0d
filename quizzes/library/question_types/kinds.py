"""The kinds of questions, and what every kind's module offers."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Kind(StrEnum):
    """The `kind` of a question, as the contract names it."""

    SINGLE = "single"
    TRUE_FALSE = "true_false"
    MULTIPLE = "multiple"
    NUMERIC = "numeric"
    TEXT = "text"
    ORDER = "order"
    MATCH = "match"
    HOTSPOT = "hotspot"
    CLOZE = "cloze"
    POLL = "poll"
    WORD_CLOUD = "word_cloud"
    SLIDE = "slide"


NAMES = [kind.value for kind in Kind]


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    """A question as it is played. `options` are `{id, text, correct?, pair?, media?}`."""

    id: str
    kind: Kind
    prompt: str
    seconds: int = 20
    points: int = 1000
    explanation: str = ""
    media: Mapping[str, Any] | None = None
    options: Sequence[Mapping[str, Any]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an answer is worth: `correct` is None where nothing is scored, `share` of the points from 0 to 1."""

    correct: bool | None
    share: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a question cannot be played yet: the field, a stable code, and what to do.

    `detail` is the English text to translate; what stands in its `%(name)s` places is in `values`.
    """

    field: str
    code: str
    detail: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class BadAnswer(ValueError):
    """The answer has not the shape its kind asks for; the text says which that is."""


class QuestionType(Protocol):
    """What one kind's module offers. All of it is pure."""

    answered: bool
    scored: bool
    has_options: bool
    setting_names: frozenset[str]

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        """Why it cannot be played yet; empty when it can."""

    def parse(self, question: FrozenQuestion, answer: Any) -> Any:
        """The answer in its stored form. Raises BadAnswer."""

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        """What a parsed answer is worth."""

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        """The options without anything that gives the right answer away."""

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        """The settings a player's screen needs, and nothing that gives the right answer away."""

    def key(self, question: FrozenQuestion) -> Any:
        """The right answer, in the shape of an answer; None where there is none."""

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        """The answers counted, as the reveal shows them."""
