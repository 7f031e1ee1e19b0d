"""Who reads and who edits: missing and private are one and the same error."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser

from quizzes.library import access
from quizzes.library.errors import QuizNotFound
from quizzes.models import Quiz
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


def may(call, user, quiz_id) -> bool:
    try:
        call(user, quiz_id)
    except QuizNotFound:
        return False
    return True


@pytest.mark.parametrize(
    ("visibility", "owner", "other", "anonymous"),
    [("private", True, False, False), ("unlisted", True, True, True), ("public", True, True, True)],
)
def test_reading_goes_by_visibility_and_editing_by_the_owner(teacher, outsider, visibility, owner, other, anonymous):
    quiz = make_quiz(teacher, visibility=visibility)
    callers = (teacher, outsider, AnonymousUser())
    assert [may(access.get_quiz_to_read, user, quiz.pk) for user in callers] == [owner, other, anonymous]
    assert [may(access.get_quiz_to_edit, user, str(quiz.pk)) for user in callers] == [True, False, False]


@pytest.mark.parametrize("quiz_id", [uuid.uuid4(), "7", "", None, "x" * 99, "'; --"])
def test_what_is_no_quiz_is_not_found(teacher, quiz_id):
    assert not may(access.get_quiz_to_read, teacher, quiz_id)
    assert not may(access.get_quiz_to_edit, teacher, quiz_id)


def test_lists_show_my_own_and_public_ones(teacher, outsider):
    for visibility in Quiz.Visibility:
        make_quiz(outsider, title=visibility, visibility=visibility)
    make_quiz(teacher, title="mine")
    titles = lambda user: set(Quiz.objects.visible_to(user).values_list("title", flat=True))  # noqa: E731
    assert titles(teacher) == {"mine", "public"}
    assert titles(AnonymousUser()) == {"public"}
    assert titles(outsider) == {"private", "unlisted", "public"}


def test_the_refusal_says_neither_missing_nor_private(teacher, outsider):
    private = make_quiz(teacher)
    for user, quiz_id in ((outsider, private.pk), (outsider, uuid.uuid4())):
        with pytest.raises(QuizNotFound) as refused:
            access.get_quiz_to_read(user, quiz_id)
        assert (refused.value.code, refused.value.detail) == ("not_found", "There is no such quiz, or it is private.")
