"""The verbs of the library."""

import hashlib
import json
import re
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lib.errors import InvalidInput
from lib.models import StoredFile
from quizzes.library import drafting, limits
from quizzes.library.drafting import DraftQuestion
from quizzes.library.errors import FileNotUsable, QuestionProblem, QuizIncomplete, QuizNotFound, StaleDraft
from quizzes.library.frozen import files_of, frozen_form, problems_in
from quizzes.library.models import Question, Quiz, QuizVersion
from quizzes.library.querysets import folded_tags
from quizzes.library.question_types.spelling import fold

MEDIA_USE = "quiz-media"
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


class Unchanged:
    """The type of UNCHANGED."""


# Stands for a field that was not sent: it keeps its value.
UNCHANGED = Unchanged()


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored draft, and why it cannot be played yet (as far as its questions were sent)."""

    quiz: Quiz
    problems: list[QuestionProblem]


def create_quiz(
    *,
    owner: Any,
    title: str,
    description: str = "",
    visibility: str = Quiz.Visibility.PRIVATE,
    language: str = "en",
    tags: Sequence[str] = (),
    cover: Any = None,
    questions: Sequence[Mapping[str, Any]] = (),
) -> Saved:
    """A new quiz; its questions may be incomplete. Raises InvalidInput (with the path of the field), FileNotUsable."""
    with transaction.atomic():
        quiz = Quiz.objects.create(owner=owner, title=_tidy_title(title))
        return save_draft(
            quiz=quiz,
            description=description,
            visibility=visibility,
            language=language,
            tags=tags,
            cover=cover,
            questions=questions,
        )


@transaction.atomic
def save_draft(  # noqa: PLR0913  each is a field of the quiz
    *,
    quiz: Quiz,
    title: str | Unchanged = UNCHANGED,
    description: str | Unchanged = UNCHANGED,
    visibility: str | Unchanged = UNCHANGED,
    language: str | Unchanged = UNCHANGED,
    tags: Sequence[str] | Unchanged = UNCHANGED,
    cover: Any = UNCHANGED,
    questions: Sequence[Mapping[str, Any]] | Unchanged = UNCHANGED,
    revision: int | None = None,
) -> Saved:
    """Store what was sent of the draft; `questions` is the whole list, in order.

    Ids of questions and options that are sent back are kept. With `revision` the save is refused (StaleDraft) when the
    draft was saved by somebody else since. Also raises InvalidInput (with the path of the field), FileNotUsable, QuizNotFound.
    """
    quiz = _lock(quiz)
    if revision is not None and revision != quiz.revision:
        raise StaleDraft
    rows = {str(row.pk): row for row in quiz.questions.all()}
    _set_words(quiz, title, description, visibility, language)
    if not isinstance(tags, Unchanged):
        quiz.tags = drafting.read_tags(tags)
    drafts: list[DraftQuestion] | None = None
    if not isinstance(questions, Unchanged):
        known = {pk: [option["id"] for option in row.options] for pk, row in rows.items()}
        drafts = drafting.read_questions(questions, known, _new_option_id)
    if not isinstance(cover, Unchanged) or drafts is not None:
        _set_files(quiz, cover, drafts, rows.values())
    if drafts is not None:
        rows = _store_questions(quiz, drafts)
    _save(quiz, rows.values())
    return Saved(quiz, drafting.problems_in(drafts or ()))


@transaction.atomic
def note_edit(*, quiz: Quiz) -> None:
    """What follows from rows of the draft that were changed by another way than save_draft: the back office."""
    quiz = _lock(quiz)
    rows = list(quiz.questions.all())
    named = _files_named_by(rows) | ({quiz.cover_id} if quiz.cover_id else set())
    quiz.files.set(StoredFile.objects.filter(pk__in=named))
    _save(quiz, rows)


def delete_quiz(*, quiz: Quiz) -> None:
    """Delete the draft. Versions that were played stay with their games; files nobody names any more go by the clean-up."""
    quiz.delete()


def delete_all_of(*, owner: Any) -> None:
    """Delete every draft of somebody who leaves; copies that others made are theirs."""
    Quiz.objects.filter(owner=owner).delete()


@transaction.atomic
def copy_quiz(*, quiz: Quiz, owner: Any) -> Quiz:
    """A private copy for `owner` that says where it is from. Pictures are shared, ids are new."""
    copy = Quiz.objects.create(
        owner=owner,
        title=_tidy_title((_("%(title)s (copy)") % {"title": quiz.title})[: limits.TITLE]),
        description=quiz.description,
        language=quiz.language,
        tags=quiz.tags,
        cover_id=quiz.cover_id,
        copied_from=quiz,
        search_text=quiz.search_text,
        tag_text=quiz.tag_text,
    )
    questions = list(quiz.questions.all())
    for question in questions:
        question.pk, question.quiz = uuid.uuid4(), copy
        question.options = [{**option, "id": _new_option_id()} for option in question.options]
    Question.objects.bulk_create(questions)
    copy.files.set(quiz.files.all())
    return copy


@transaction.atomic
def freeze(*, quiz: Quiz) -> QuizVersion:
    """The version of the quiz as it stands now; the same content is the same version.

    Raises QuizIncomplete when there are no questions or one cannot be played, QuizNotFound when it was deleted meanwhile.
    """
    quiz = _lock(quiz)
    files = files_of(quiz)
    questions = [frozen_form(question, files) for question in quiz.questions.all()]
    problems = problems_in(questions)
    if problems or not questions:
        raise QuizIncomplete(problems)
    text = json.dumps([quiz.title, questions], sort_keys=True, ensure_ascii=False)
    version, is_new = QuizVersion.objects.get_or_create(
        quiz=quiz,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        defaults={"title": quiz.title, "questions": questions},
    )
    if is_new:
        version.files.set(files.values())
    return version


def _lock(quiz: Quiz) -> Quiz:
    """The quiz as it is stored, locked until the transaction ends."""
    locked = Quiz.objects.select_for_update().filter(pk=quiz.pk).first()
    if locked is None:
        raise QuizNotFound
    return locked


def _new_option_id() -> str:
    """Random, so that it says nothing of the option's place or of its being right."""
    return secrets.token_hex(4)


def _tidy_title(title: str) -> str:
    tidy = " ".join(title.split())
    if not any(map(str.isprintable, "".join(tidy.split()))) or len(tidy) > limits.TITLE or "\x00" in tidy:
        raise InvalidInput(_("Write a title of 1 to %(most)s characters.") % {"most": limits.TITLE}, attr="title")
    return tidy


def _set_words(
    quiz: Quiz,
    title: str | Unchanged,
    description: str | Unchanged,
    visibility: str | Unchanged,
    language: str | Unchanged,
) -> None:
    if not isinstance(title, Unchanged):
        quiz.title = _tidy_title(title)
    if not isinstance(description, Unchanged):
        if len(description) > limits.DESCRIPTION or "\x00" in description:
            raise InvalidInput(_("Write at most %(most)s characters.") % {"most": limits.DESCRIPTION}, attr="description")
        quiz.description = description.strip()
    if not isinstance(visibility, Unchanged):
        if visibility not in Quiz.Visibility:
            raise InvalidInput(_("Write one of %(names)s.") % {"names": ", ".join(Quiz.Visibility)}, attr="visibility")
        quiz.visibility = visibility
    if not isinstance(language, Unchanged):
        if len(language) > limits.LANGUAGE or not LANGUAGE_CODE.fullmatch(language.lower()):
            raise InvalidInput(_("Write a language code such as en or pt-br."), attr="language")
        quiz.language = language.lower()


def _save(quiz: Quiz, rows: Collection[Question]) -> None:
    """Store the quiz's own row with what is derived from it and its questions."""
    quiz.tag_text = folded_tags(quiz.tags)
    quiz.search_text = "\n".join(fold(text) for text in (quiz.title, *quiz.tags, *(row.prompt for row in rows)))
    quiz.revision += 1
    quiz.updated_at = timezone.now()
    quiz.save()


def _set_files(quiz: Quiz, cover: Any, drafts: list[DraftQuestion] | None, rows: Collection[Question]) -> None:
    """Note which files the draft names now. Each must be the owner's picture, or one the draft had (a copied quiz)."""
    if not isinstance(cover, Unchanged):
        ref = drafting.read_media(cover, "cover")
        quiz.cover_id = ref.file if ref else None
    places = {quiz.cover_id: "cover"} if quiz.cover_id else {}
    for index, draft in enumerate(drafts or ()):
        places |= dict.fromkeys(draft.files, f"questions.{index}.media")
    if drafts is None:
        places |= dict.fromkeys(_files_named_by(rows), "questions")
    had = set(quiz.files.values_list("pk", flat=True))
    own = StoredFile.objects.filter(pk__in=set(places) - had, owner_id=quiz.owner_id, use=MEDIA_USE)
    usable = had | set(own.select_for_update().values_list("pk", flat=True))
    for file, place in places.items():
        if file not in usable:
            raise FileNotUsable(attr=place)
    quiz.files.set(usable & set(places))  # type: ignore[arg-type]  # the stubs know integer keys only


def _files_named_by(rows: Collection[Question]) -> set[uuid.UUID]:
    named = {row.media_id for row in rows if row.media_id}
    return named | {uuid.UUID(option["media"]["id"]) for row in rows for option in row.options if option.get("media")}


def _store_questions(quiz: Quiz, drafts: Sequence[DraftQuestion]) -> dict[str, Question]:
    """Make the rows what the drafts say: two statements, however many questions."""
    rows = [
        Question(
            id=draft.id,
            quiz=quiz,
            position=position,
            kind=draft.kind,
            prompt=draft.prompt,
            media_id=draft.media.file if draft.media else None,
            media_alt=draft.media.alt if draft.media else "",
            seconds=draft.seconds,
            points=draft.points,
            explanation=draft.explanation,
            options=draft.options,
            settings=draft.settings,
        )
        for position, draft in enumerate(drafts)
    ]
    quiz.questions.exclude(pk__in=[row.pk for row in rows]).delete()
    written = [field.name for field in Question._meta.fields if field.name not in {"id", "quiz"}]
    Question.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=written)
    return {str(row.pk): row for row in rows}
