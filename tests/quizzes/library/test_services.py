"""The verbs of the library on a real database."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.errors import InvalidInput
from lib.models import StoredFile
from quizzes.library import limits, services
from quizzes.library.errors import FileNotUsable, KindNotAvailable, QuizIncomplete, QuizNotFound, StaleDraft
from quizzes.models import Question, Quiz, QuizVersion

pytestmark = pytest.mark.django_db

SUM = {
    "kind": "single",
    "prompt": "2 + 2?",
    "options": [{"text": "4", "correct": True}, {"text": "5", "correct": False}],
}


def picture(owner, use: str = "quiz-media") -> StoredFile:
    file_id = uuid.uuid4()
    return StoredFile.objects.create(
        id=file_id,
        owner=owner,
        use=use,
        name="p.png",
        path=f"p/{file_id}.png",
        content_type="image/png",
        size=1,
        width=2,
        height=3,
    )


def questions_of(quiz: Quiz) -> list[dict]:
    """The draft's questions as the editor sends them back."""
    return [
        {"id": str(row.pk), "kind": row.kind, "prompt": row.prompt, "options": row.options, "settings": row.settings}
        for row in quiz.questions.all()
    ]


def test_a_new_quiz_stores_its_questions_in_order(teacher):
    saved = services.create_quiz(
        owner=teacher,
        title="  Sums  and more ",
        tags=["Maths", "maths", " "],
        questions=[SUM, {"kind": "slide", "prompt": "Break"}],
    )
    assert saved.problems == []
    quiz = Quiz.objects.get(pk=saved.quiz.pk)
    assert (quiz.title, quiz.tags, quiz.visibility, quiz.revision) == ("Sums and more", ["Maths"], "private", 1)
    rows = list(quiz.questions.values_list("position", "kind", "prompt", "seconds", "points"))
    assert rows == [(0, "single", "2 + 2?", 20, 1000), (1, "slide", "Break", 20, 0)]


def test_option_ids_are_random_and_say_nothing(teacher):
    """A client's own ids are not taken over: `right` and `wrong` would tell."""
    sent = {**SUM, "options": [{"id": "right", "text": "4", "correct": True}, {"id": "wrong", "text": "5"}]}
    first, second = (services.create_quiz(owner=teacher, title="T", questions=[sent]).quiz for _ in range(2))
    ids = [option["id"] for quiz in (first, second) for option in quiz.questions.get().options]
    assert len(set(ids)) == 4
    assert {len(one) for one in ids} == {8}
    assert not {"right", "wrong"} & set(ids)


def test_ids_that_are_sent_back_are_kept_whatever_moves(teacher):
    quiz = services.create_quiz(owner=teacher, title="T", questions=[SUM, {**SUM, "prompt": "second"}]).quiz
    first, second = questions_of(quiz)
    first["options"] = [*first["options"][::-1], {"text": "6"}]
    services.save_draft(quiz=quiz, questions=[{"kind": "slide", "prompt": "new"}, second, first])
    new, kept_second, kept_first = quiz.questions.all()
    assert (str(kept_second.pk), str(kept_first.pk)) == (second["id"], first["id"])
    assert str(new.pk) not in {first["id"], second["id"]}
    assert [one["id"] for one in kept_first.options[:2]] == [one["id"] for one in first["options"][:2]]
    assert [one["text"] for one in kept_first.options] == ["5", "4", "6"]


def test_ids_of_another_quiz_are_not_taken_over(teacher, outsider):
    theirs = services.create_quiz(owner=outsider, title="Theirs", questions=[SUM]).quiz
    mine = services.create_quiz(owner=teacher, title="Mine").quiz
    services.save_draft(quiz=mine, questions=[*questions_of(theirs), *questions_of(theirs)])
    assert theirs.questions.get().quiz_id == theirs.pk
    assert len({theirs.questions.get().pk, *mine.questions.values_list("pk", flat=True)}) == 3


def test_questions_that_are_not_sent_are_deleted_and_other_fields_stay(teacher):
    quiz = services.create_quiz(owner=teacher, title="T", description="D", questions=[SUM, SUM]).quiz
    services.save_draft(quiz=quiz, questions=questions_of(quiz)[1:])
    services.save_draft(quiz=quiz, title="U")
    quiz.refresh_from_db()
    assert (quiz.title, quiz.description, quiz.questions.count(), quiz.revision) == ("U", "D", 1, 3)


def test_a_draft_may_be_incomplete_and_says_what_it_lacks(teacher):
    saved = services.create_quiz(owner=teacher, title="T", questions=[SUM, {"kind": "text", "prompt": ""}])
    assert [(one.question, one.problem.field, one.problem.code) for one in saved.problems] == [
        (1, "prompt", "prompt_empty"),
        (1, "settings.accepted", "accepted_missing"),
    ]
    assert saved.quiz.questions.count() == 2


def test_a_save_of_what_was_changed_elsewhere_is_refused(teacher):
    quiz = services.create_quiz(owner=teacher, title="T").quiz
    services.save_draft(quiz=quiz, title="from the other tab", revision=1)
    with pytest.raises(StaleDraft) as refused:
        services.save_draft(quiz=quiz, title="mine", revision=1)
    assert refused.value.code == "stale"
    assert Quiz.objects.get().title == "from the other tab"


@pytest.mark.parametrize(
    ("change", "error", "attr"),
    [
        ({"title": " "}, InvalidInput, "title"),
        ({"title": "x" * 201}, InvalidInput, "title"),
        ({"description": "x" * 2001}, InvalidInput, "description"),
        ({"visibility": "secret"}, InvalidInput, "visibility"),
        ({"language": ""}, InvalidInput, "language"),
        ({"language": "-1"}, InvalidInput, "language"),
        ({"language": 'en"x'}, InvalidInput, "language"),
        ({"title": "\u200b \u202e"}, InvalidInput, "title"),
        ({"tags": [str(n) for n in range(21)]}, InvalidInput, "tags"),
        ({"tags": ["x" * 41]}, InvalidInput, "tags"),
        ({"cover": "no id"}, InvalidInput, "cover"),
        ({"cover": str(uuid.uuid4())}, FileNotUsable, "cover"),
        ({"questions": [SUM] * (limits.QUESTIONS + 1)}, InvalidInput, "questions"),
        ({"questions": [SUM, {"kind": "essay"}]}, InvalidInput, "questions.1.kind"),
        ({"questions": [{"kind": "order"}]}, KindNotAvailable, "questions.0.kind"),
        ({"questions": [{**SUM, "prompt": "x" * 2001}]}, InvalidInput, "questions.0.prompt"),
        ({"questions": [{**SUM, "prompt": "a\x00b"}]}, InvalidInput, "questions.0.prompt"),
        ({"questions": [{**SUM, "seconds": "20"}]}, InvalidInput, "questions.0.seconds"),
        ({"questions": [{**SUM, "points": -1}]}, InvalidInput, "questions.0.points"),
        ({"questions": [{**SUM, "points": True}]}, InvalidInput, "questions.0.points"),
        ({"questions": [{**SUM, "options": [{"text": "x"}] * 13}]}, InvalidInput, "questions.0.options"),
        ({"questions": [{**SUM, "options": ["x"]}]}, InvalidInput, "questions.0.options"),
        ({"questions": [{**SUM, "options": [{"text": "x" * 301}]}]}, InvalidInput, "questions.0.options.0.text"),
        ({"questions": [{**SUM, "media": str(uuid.uuid4())}]}, FileNotUsable, "questions.0.media"),
        ({"questions": [{"kind": "numeric", "settings": {"value": float("nan")}}]}, InvalidInput, "questions.0.settings"),
        ({"questions": [{"kind": "text", "settings": {"accepted": ["a\x00"]}}]}, InvalidInput, "questions.0.settings"),
        ({"questions": [{"kind": "text", "settings": ["x"]}]}, InvalidInput, "questions.0.settings"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_its_path_and_nothing_is_stored(teacher, change, error, attr):
    quiz = services.create_quiz(owner=teacher, title="T", questions=[SUM]).quiz
    before = questions_of(quiz)
    with pytest.raises(error) as refused:
        services.save_draft(quiz=quiz, **change)
    assert refused.value.attr == attr
    quiz.refresh_from_db()
    assert (quiz.title, quiz.revision, questions_of(quiz)) == ("T", 1, before)


def test_settings_of_another_kind_are_left_behind(teacher):
    sent = {
        "kind": "numeric",
        "prompt": "?",
        "options": [{"text": "x"}],
        "settings": {"value": 1, "accepted": ["x"], "min": None},
    }
    row = services.create_quiz(owner=teacher, title="T", questions=[sent]).quiz.questions.get()
    assert (row.options, row.settings) == ([], {"value": 1})


def test_a_save_is_the_same_number_of_queries_however_many_questions(teacher):
    for count in (1, 3):
        quiz = services.create_quiz(owner=teacher, title="T", questions=[SUM] * count).quiz
        sent = questions_of(quiz)
        with CaptureQueriesContext(connection) as queries:
            services.save_draft(quiz=quiz, title="U", questions=sent)
        # savepoint, lock, questions, files (of the draft, to set), delete, upsert, quiz, release
        assert len(queries) == 9, [query["sql"][:90] for query in queries]


def test_pictures_are_the_owners_own(teacher, outsider):
    mine, theirs, avatar = picture(teacher), picture(outsider), picture(teacher, use="avatar")
    quiz = services.create_quiz(owner=teacher, title="T", cover=str(mine.pk)).quiz
    for other in (theirs, avatar):
        with pytest.raises(FileNotUsable):
            services.save_draft(quiz=quiz, questions=[{**SUM, "media": str(other.pk)}])
    sent = {
        **SUM,
        "media": {"id": str(mine.pk), "alt": "A sum", "url": "/x"},
        "options": [{"text": "", "media": {"id": str(mine.pk)}}],
    }
    services.save_draft(quiz=quiz, cover=None, questions=[sent])
    row = quiz.questions.get()
    assert (row.media, row.media_alt, row.options[0]["media"]) == (mine, "A sum", {"id": str(mine.pk), "alt": ""})
    assert list(quiz.files.all()) == [mine]
    services.save_draft(quiz=quiz, questions=[])
    assert list(quiz.files.all()) == []


def test_a_copy_is_private_has_new_ids_and_shares_pictures(teacher, student):
    mine = picture(teacher)
    quiz = services.create_quiz(
        owner=teacher,
        title="x" * 200,
        visibility="public",
        tags=["a"],
        cover=str(mine.pk),
        questions=[{**SUM, "media": str(mine.pk)}],
    ).quiz
    copy = services.copy_quiz(quiz=quiz, owner=student)
    assert (copy.owner, copy.visibility, copy.copied_from, copy.tags, len(copy.title)) == (student, "private", quiz, ["a"], 200)
    original, copied = quiz.questions.get(), copy.questions.get()
    assert (copied.prompt, copied.media, list(copy.files.all())) == (original.prompt, mine, [mine])
    assert {one["id"] for one in original.options}.isdisjoint(one["id"] for one in copied.options)
    services.save_draft(quiz=copy, questions=[*questions_of(copy), {"kind": "slide", "prompt": "?", "media": str(mine.pk)}])
    assert copy.questions.count() == 2


def test_the_same_content_is_one_version_and_an_edit_makes_another(teacher):
    mine = picture(teacher)
    quiz = services.create_quiz(owner=teacher, title="T", questions=[{**SUM, "media": {"id": str(mine.pk), "alt": "x"}}]).quiz
    version = services.freeze(quiz=quiz)
    assert services.freeze(quiz=quiz) == version
    assert version.questions[0]["media"] == {
        "id": str(mine.pk),
        "url": f"/files/{mine.pk}/p.png",
        "content_type": "image/png",
        "width": 2,
        "height": 3,
        "alt": "x",
    }
    services.save_draft(quiz=quiz, questions=[SUM])
    assert services.freeze(quiz=quiz) != version
    assert list(QuizVersion.objects.get(pk=version.pk).files.all()) == [mine]


def test_what_cannot_be_played_is_not_frozen(teacher):
    quiz = services.create_quiz(owner=teacher, title="T").quiz
    with pytest.raises(QuizIncomplete) as refused:
        services.freeze(quiz=quiz)
    assert (refused.value.problems, refused.value.code) == ([], "quiz_incomplete")
    services.save_draft(quiz=quiz, questions=[SUM, {**SUM, "seconds": 3}, {**SUM, "options": []}])
    with pytest.raises(QuizIncomplete) as refused:
        services.freeze(quiz=quiz)
    assert [(one.question, one.problem.code) for one in refused.value.problems] == [
        (1, "seconds_out_of_range"),
        (2, "option_count"),
        (2, "no_right_option"),
    ]
    assert "Question 2: Write a number from 5 to 600." in refused.value.detail
    assert not QuizVersion.objects.exists()


def test_deleting_a_quiz_keeps_what_was_played(teacher):
    quiz = services.create_quiz(owner=teacher, title="T", questions=[SUM]).quiz
    version = services.freeze(quiz=quiz)
    services.delete_quiz(quiz=quiz)
    version.refresh_from_db()
    assert (version.quiz, version.title, Question.objects.count()) == (None, "T", 0)
    with pytest.raises(QuizNotFound):
        services.save_draft(quiz=Quiz(pk=uuid.uuid4()), title="x")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("angstrom", True),
        ("ÅNGSTRÖM einheit", True),
        ("SOMMER", True),
        ("optik", True),
        ("nothing", False),
        ("", True),
        ("%", False),
    ],
)
def test_search_looks_in_title_tags_and_questions(teacher, text, found):
    services.create_quiz(
        owner=teacher, title="Einheiten", tags=["Öptik"], questions=[{"kind": "text", "prompt": "1 Ångström, Sommer?"}]
    )
    assert Quiz.objects.search(text).exists() is found


def test_tags_are_found_whole(teacher):
    services.create_quiz(owner=teacher, title="T", tags=["Modern History", "Öl"])
    assert [Quiz.objects.tagged(tag).exists() for tag in ("modern history", "history", "ol", "o", "")] == [
        True,
        False,
        True,
        False,
        False,
    ]
