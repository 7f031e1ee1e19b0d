"""From the rows of a draft to questions as they are played."""

import uuid
from collections.abc import Mapping
from typing import Any

from lib import uploads
from lib.models import StoredFile
from quizzes.library.errors import QuestionProblem
from quizzes.library.models import Question, Quiz
from quizzes.library.question_types.shapes import problems_of, thaw

Files = Mapping[uuid.UUID, StoredFile]


def media_view(file: StoredFile | None, alt: str = "") -> dict[str, Any] | None:
    """A picture as frames and the API show it: `{id, url, content_type, width, height, alt}`."""
    if file is None:
        return None
    return {
        "id": str(file.pk),
        "url": uploads.url_of(file),
        "content_type": file.content_type,
        "width": file.width,
        "height": file.height,
        "alt": alt,
    }


def files_of(quiz: Quiz) -> dict[uuid.UUID, StoredFile]:
    """Every file the draft names. One query."""
    return {file.pk: file for file in quiz.files.all()}


def frozen_form(question: Question, files: Files) -> dict[str, Any]:
    """A draft's question in the form a version keeps."""
    return {
        "id": str(question.pk),
        "kind": question.kind,
        "prompt": question.prompt,
        "seconds": question.seconds,
        "points": question.points,
        "explanation": question.explanation,
        "media": media_view(files.get(question.media_id), question.media_alt) if question.media_id else None,
        "options": [_frozen_option(option, files) for option in question.options],
        "settings": question.settings,
    }


def problems_in(questions: list[dict[str, Any]]) -> list[QuestionProblem]:
    """Why these frozen questions cannot be played yet; empty when they can."""
    return [QuestionProblem(index, problem) for index, one in enumerate(questions) for problem in problems_of(thaw(one))]


def _frozen_option(option: Mapping[str, Any], files: Files) -> dict[str, Any]:
    plain = {name: value for name, value in option.items() if name != "media"}
    ref = option.get("media")
    picture = media_view(files.get(uuid.UUID(ref["id"])), ref.get("alt", "")) if ref else None
    return plain | {"media": picture} if picture else plain
