"""A question in its forms: read from a version's JSON, checked, and as a player may see it. Pure."""

from collections.abc import Mapping
from typing import Any

from lib.errors import gettext_noop
from quizzes.library import limits
from quizzes.library.question_types import type_of
from quizzes.library.question_types.kinds import FrozenQuestion, Kind, Problem


def thaw(stored: Mapping[str, Any]) -> FrozenQuestion:
    """A question of a version's JSON."""
    return FrozenQuestion(
        id=stored["id"],
        kind=Kind(stored["kind"]),
        prompt=stored["prompt"],
        seconds=stored["seconds"],
        points=stored["points"],
        explanation=stored.get("explanation", ""),
        media=stored.get("media"),
        options=stored.get("options", []),
        settings=stored.get("settings", {}),
    )


def public_view(question: FrozenQuestion) -> dict[str, Any]:
    """The question as every screen gets it: nothing here gives the right answer away."""
    kind = type_of(question.kind)
    return {
        "id": question.id,
        "kind": question.kind.value,
        "prompt": question.prompt,
        "media": question.media,
        "seconds": question.seconds,
        "points": question.points,
        "options": kind.public_options(question),
        "settings": kind.public_settings(question),
    }


def problems_of(question: FrozenQuestion) -> list[Problem]:
    """Why the question cannot be played yet: what all kinds ask for, then what its own kind does."""
    found = []
    if not question.prompt.strip() and not question.media:
        found.append(Problem("prompt", "prompt_empty", gettext_noop("Write the question, or give it a picture.")))
    for name, low, high in (("seconds", *limits.SECONDS), ("points", *limits.POINTS)):
        if not low <= getattr(question, name) <= high:
            detail = gettext_noop("Write a number from %(low)s to %(high)s.")
            found.append(Problem(name, f"{name}_out_of_range", detail, {"low": low, "high": high}))
    return found + type_of(question.kind).problems(question)
