"""The verbs of the library."""

import hashlib
import json
from typing import Any

from quizzes.library.models import Question, Quiz, QuizVersion


def frozen_form(question: Question) -> dict[str, Any]:
    """A draft's question in the form a version keeps."""
    return {
        "id": str(question.pk),
        "kind": question.kind,
        "prompt": question.prompt,
        "seconds": question.seconds,
        "points": question.points,
        "explanation": question.explanation,
        "media": None,
        "options": question.options,
        "settings": question.settings,
    }


def freeze(*, quiz: Quiz) -> QuizVersion:
    """The version of the quiz as it stands now; the same content is the same version."""
    questions = [frozen_form(question) for question in quiz.questions.all()]
    text = json.dumps([quiz.title, questions], sort_keys=True, ensure_ascii=False)
    version, _ = QuizVersion.objects.get_or_create(
        quiz=quiz,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        defaults={"title": quiz.title, "questions": questions},
    )
    return version
