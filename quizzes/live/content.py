"""A game's questions as they are played: order and shuffles by the game's settings, the same in every process. Pure."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from quizzes.library.question_types import type_of
from quizzes.library.question_types.kinds import FrozenQuestion, Kind
from quizzes.library.question_types.shapes import public_view, thaw
from quizzes.live.engine import Plan, Slot

__all__ = ["plan_of", "public_view", "questions_of", "thaw"]

SHUFFLED_KINDS = {Kind.SINGLE, Kind.MULTIPLE, Kind.POLL}


def questions_of(stored: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], seed: str) -> list[FrozenQuestion]:
    """The questions in the order this game plays them. `seed` is the game's id."""
    questions = [_adjusted(thaw(one), settings, random.Random(f"{seed}{one['id']}")) for one in stored]  # noqa: S311  no secret
    if settings.get("shuffle_questions"):
        random.Random(seed).shuffle(questions)  # noqa: S311  no secret
    return questions


def _adjusted(question: FrozenQuestion, settings: Mapping[str, Any], rng: random.Random) -> FrozenQuestion:
    options = list(question.options)
    if settings.get("shuffle_options") and question.kind in SHUFFLED_KINDS:
        rng.shuffle(options)
    own = dict(question.settings)
    if settings.get("partial"):
        own.setdefault("partial", True)
    return FrozenQuestion(
        id=question.id,
        kind=question.kind,
        prompt=question.prompt,
        seconds=round(question.seconds * float(settings.get("time_factor", 1))),
        points=question.points,
        explanation=question.explanation,
        media=question.media,
        options=options,
        settings=own,
    )


def plan_of(questions: Sequence[FrozenQuestion], settings: Mapping[str, Any]) -> Plan:
    """What the engine needs to know of them."""
    return Plan(
        slots=[Slot(question.seconds * 1000, type_of(question.kind).answered) for question in questions],
        reading=round(float(settings.get("reading_seconds", 0)) * 1000),
    )
