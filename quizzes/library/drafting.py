"""From what an author sends to the rows of a draft: shapes checked, texts tidied, ids kept or given. No database.

A draft may be incomplete: whether it can be played is asked of `question_types.shapes.problems_of`.
"""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lib.errors import InvalidInput
from quizzes.library import limits
from quizzes.library.errors import KindNotAvailable, QuestionProblem
from quizzes.library.question_types import is_built, type_of
from quizzes.library.question_types.kinds import FrozenQuestion, Kind
from quizzes.library.question_types.shapes import problems_of
from quizzes.library.question_types.spelling import fold


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A picture that is named: the file's id and what the picture shows."""

    file: uuid.UUID
    alt: str = ""


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """One question of a draft, ready to be stored. `options` keep `{id, text, correct?, media?}`."""

    id: uuid.UUID
    kind: Kind
    prompt: str
    media: MediaRef | None
    seconds: int
    points: int
    explanation: str
    options: list[dict[str, Any]]
    settings: dict[str, Any]

    @property
    def frozen(self) -> FrozenQuestion:
        """For the checks of question_types; of a picture it only says that there is one."""
        return FrozenQuestion(
            id=str(self.id),
            kind=self.kind,
            prompt=self.prompt,
            seconds=self.seconds,
            points=self.points,
            media={"id": str(self.media.file)} if self.media else None,
            options=self.options,
            settings=self.settings,
        )

    @property
    def files(self) -> set[uuid.UUID]:
        """Every file the question names."""
        named = {self.media.file} if self.media else set()
        return named | {uuid.UUID(option["media"]["id"]) for option in self.options if "media" in option}


def read_questions(
    sent: Sequence[Mapping[str, Any]], known: Mapping[str, Sequence[str]], new_id: Callable[[], str]
) -> list[DraftQuestion]:
    """The questions that were sent, in order.

    `known` are the ids of the draft's questions and of their options: those are kept when they are sent back, every other
    question or option gets an id of its own, from `new_id` for options. Raises InvalidInput with the path of the field.
    """
    if len(sent) > limits.QUESTIONS:
        raise InvalidInput(_("A quiz has at most %(most)s questions.") % {"most": limits.QUESTIONS}, attr="questions")
    taken: set[str] = set()
    questions = []
    for index, one in enumerate(sent):
        reader = _Reader(one, f"questions.{index}")
        sent_id = str(one.get("id") or "")
        kept = sent_id if sent_id in known and sent_id not in taken else ""
        taken.add(kept)
        questions.append(_read_question(reader, kept, known.get(kept, ()), new_id))
    return questions


def problems_in(questions: Sequence[DraftQuestion]) -> list[QuestionProblem]:
    """Why these questions cannot be played yet; empty when they can."""
    return [QuestionProblem(index, problem) for index, one in enumerate(questions) for problem in problems_of(one.frozen)]


def read_media(sent: Any, attr: str) -> MediaRef | None:
    """A file's id, or `{id, alt}` as it is read from us; nothing for null. Raises InvalidInput."""
    if not sent:
        return None
    file, alt = (sent.get("id"), sent.get("alt") or "") if isinstance(sent, Mapping) else (sent, "")
    try:
        named = uuid.UUID(str(file))
    except ValueError:
        raise InvalidInput(_("Name a file by its id, or send null."), attr=attr) from None
    if not isinstance(alt, str) or len(alt) > limits.ALT:
        raise InvalidInput(_("Describe the picture in at most %(most)s characters.") % {"most": limits.ALT}, attr=attr)
    return MediaRef(named, " ".join(alt.split()))


def read_tags(sent: Sequence[str]) -> list[str]:
    """Tags without empty ones and twins. Raises InvalidInput."""
    tags = {fold(tag): " ".join(tag.split()) for tag in reversed(sent) if fold(tag)}
    if len(tags) > limits.TAGS:
        raise InvalidInput(_("Give at most %(most)s tags.") % {"most": limits.TAGS}, attr="tags")
    if any(len(tag) > limits.TAG for tag in tags.values()):
        raise InvalidInput(_("A tag has at most %(most)s characters.") % {"most": limits.TAG}, attr="tags")
    return list(tags.values())[::-1]


class _Reader:
    """Reads the fields of one question; what it refuses it names by the field's path."""

    def __init__(self, sent: Mapping[str, Any], path: str) -> None:
        self.sent = sent
        self.path = path

    def refuse(self, name: str, detail: str) -> InvalidInput:
        return InvalidInput(detail, attr=f"{self.path}.{name}")

    def text(self, name: str, most: int) -> str:
        value = self.sent.get(name) or ""
        if not isinstance(value, str) or len(value) > most or "\x00" in value:
            raise self.refuse(name, _("Write a text of at most %(most)s characters.") % {"most": most})
        return value.strip()

    def number(self, name: str, default: int) -> int:
        value = self.sent.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limits.SMALL_INTEGER:
            raise self.refuse(name, _("Write a whole number."))
        return value

    def kind(self) -> Kind:
        value = self.sent.get("kind")
        if value not in set(Kind):
            raise self.refuse("kind", _("Write one of %(names)s.") % {"names": ", ".join(Kind)})
        if not is_built(value):
            raise KindNotAvailable(attr=f"{self.path}.kind")
        return Kind(value)

    def settings(self, names: frozenset[str]) -> dict[str, Any]:
        """What this kind knows; settings of another kind are left behind when the kind is changed."""
        value = self.sent.get("settings") or {}
        if not isinstance(value, Mapping):
            raise self.refuse("settings", _("Write an object."))
        kept = {name: one for name, one in value.items() if name in names and one is not None}
        try:
            size = len(json.dumps(kept, allow_nan=False))
        except (TypeError, ValueError):
            raise self.refuse("settings", _("Write JSON; NaN and Infinity are not numbers here.")) from None
        if size > limits.SETTINGS_BYTES or "\\u0000" in json.dumps(kept):
            raise self.refuse("settings", _("These settings are too large."))
        return kept


def _read_question(reader: _Reader, kept: str, option_ids: Sequence[str], new_id: Callable[[], str]) -> DraftQuestion:
    kind = reader.kind()
    rules = type_of(kind)
    return DraftQuestion(
        id=uuid.UUID(kept) if kept else uuid.uuid4(),
        kind=kind,
        prompt=reader.text("prompt", limits.PROMPT),
        media=read_media(reader.sent.get("media"), f"{reader.path}.media"),
        seconds=reader.number("seconds", 20),
        points=reader.number("points", 1000 if rules.scored else 0),
        explanation=reader.text("explanation", limits.EXPLANATION),
        options=_read_options(reader, option_ids, new_id, scored=rules.scored) if rules.has_options else [],
        settings=reader.settings(rules.setting_names),
    )


def _read_options(reader: _Reader, known: Sequence[str], new_id: Callable[[], str], *, scored: bool) -> list[dict[str, Any]]:
    sent = reader.sent.get("options") or []
    if not isinstance(sent, Sequence) or not all(isinstance(one, Mapping) for one in sent) or len(sent) > limits.OPTIONS:
        raise reader.refuse("options", _("Give a list of at most %(most)s options.") % {"most": limits.OPTIONS})
    taken: set[str] = set()
    options = []
    for place, one in enumerate(sent):
        fields = _Reader(one, f"{reader.path}.options.{place}")
        sent_id = one.get("id")
        keeps = isinstance(sent_id, str) and sent_id in known and sent_id not in taken
        option: dict[str, Any] = {"id": sent_id if keeps else new_id(), "text": fields.text("text", limits.OPTION)}
        taken.add(option["id"])
        if scored:
            option["correct"] = one.get("correct") is True
        media = read_media(one.get("media"), f"{fields.path}.media")
        if media:
            option["media"] = {"id": str(media.file), "alt": media.alt}
        options.append(option)
    return options
