"""Pages of the library: who gets which, what they show, how many queries they cost."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import Question, Quiz
from tests.factories.quizzes import make_quiz

OWNER_ONLY = ["edit", "delete"]


def page_of(name: str, quiz: Quiz) -> str:
    return reverse(f"library:{name}", args=[quiz.pk])


# Who gets what ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OWNER_ONLY)
@pytest.mark.parametrize("visibility", ["private", "unlisted", "public"])
def test_editing_pages_do_not_exist_for_strangers(
    name: str, visibility: str, teacher: Any, outsider: Any, signed_in: Any
) -> None:
    quiz = make_quiz(teacher, visibility=visibility)

    assert signed_in(outsider).get(page_of(name, quiz)).status_code == 404
    assert signed_in(outsider).post(page_of("delete", quiz)).status_code == 404
    assert Quiz.objects.filter(pk=quiz.pk).exists()


@pytest.mark.parametrize("name", OWNER_ONLY)
def test_editing_pages_ask_the_anonymous_to_sign_in(name: str, teacher: Any, client: Client) -> None:
    address = page_of(name, make_quiz(teacher))

    assert client.get(address).headers["Location"] == f"{reverse('account_login')}?next={address}"


def test_library_asks_the_anonymous_to_sign_in(client: Client, db: None) -> None:
    address = reverse("library:list")

    assert client.get(address).headers["Location"] == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize(("visibility", "status"), [("private", 404), ("unlisted", 200), ("public", 200)])
def test_quiz_page_by_visibility(visibility: str, status: int, teacher: Any, outsider: Any, signed_in: Any) -> None:
    quiz = make_quiz(teacher, visibility=visibility)

    assert signed_in(outsider).get(page_of("detail", quiz)).status_code == status
    assert Client().get(page_of("detail", quiz)).status_code == status
    assert signed_in(outsider).post(page_of("copy", quiz)).status_code == (302 if status == 200 else 404)


def test_missing_quiz_is_not_found(teacher: Any, signed_in: Any) -> None:
    for name in ("detail", "edit", "delete"):
        assert signed_in(teacher).get(reverse(f"library:{name}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["create", "copy"])
def test_making_a_quiz_needs_a_post(name: str, teacher: Any, signed_in: Any) -> None:
    quiz = make_quiz(teacher)
    address = reverse("library:create") if name == "create" else page_of(name, quiz)

    assert signed_in(teacher).get(address).status_code == 405
    assert Quiz.objects.count() == 1


# What they show -----------------------------------------------------------------------------------------------------


def test_readers_never_get_keys_or_explanations(teacher: Any, outsider: Any, signed_in: Any) -> None:
    quiz = make_quiz(teacher, "single", "numeric", "text", visibility="public")
    Question.objects.filter(quiz=quiz).update(explanation="Because of Snell.")

    read = signed_in(outsider).get(page_of("detail", quiz)).content.decode()
    written = signed_in(teacher).get(page_of("detail", quiz)).content.decode()

    for secret in ("is-right", "Because of Snell.", "42 ± 2 km", "Ångström"):
        assert secret in written
        assert secret not in read
    assert "Option A" in read


def test_lists_keep_mine_and_public_apart(teacher: Any, outsider: Any, signed_in: Any) -> None:
    make_quiz(teacher, title="Mine alone")
    make_quiz(teacher, title="Mine for all", visibility="public")
    make_quiz(outsider, title="Theirs for all", visibility="public")
    make_quiz(outsider, title="Theirs by link", visibility="unlisted")
    make_quiz(outsider, title="Theirs alone")
    client = signed_in(teacher)

    def titles(whose: str) -> set[str]:
        return {quiz.title for quiz in client.get(reverse("library:list"), {"whose": whose}).context["page"]}

    assert titles("mine") == {"Mine alone", "Mine for all"}
    assert titles("public") == {"Mine for all", "Theirs for all"}
    assert titles("nonsense") == titles("mine")


def test_search_finds_words_of_titles(teacher: Any, signed_in: Any) -> None:
    client = signed_in(teacher)
    for title in ("Réfraction of light", "Strong verbs"):
        client.post(reverse("library:create"))
        Quiz.objects.filter(title="Untitled quiz").update(title=title, search_text=title.lower().replace("é", "e"))

    found = client.get(reverse("library:list"), {"q": "REFRACTION"})
    nothing = client.get(reverse("library:list"), {"q": "<b>nothing</b>"})

    assert [quiz.title for quiz in found.context["page"]] == ["Réfraction of light"]
    assert "1 quiz found" in found.content.decode()
    assert "Nothing for “<bdi>&lt;b&gt;nothing&lt;/b&gt;</bdi>”" in nothing.content.decode()


def test_empty_library_says_what_to_do_first(teacher: Any, signed_in: Any) -> None:
    page = signed_in(teacher).get(reverse("library:list")).content.decode()

    assert "Write the first question" in page


def test_new_quiz_opens_in_the_editor(teacher: Any, signed_in: Any) -> None:
    response = signed_in(teacher).post(reverse("library:create"))

    quiz = Quiz.objects.get()
    assert (quiz.owner, quiz.title, quiz.visibility) == (teacher, "Untitled quiz", "private")
    assert response.headers["Location"] == page_of("edit", quiz)


def test_copy_is_private_and_mine(teacher: Any, outsider: Any, signed_in: Any) -> None:
    quiz = make_quiz(teacher, "single", "poll", visibility="public")

    response = signed_in(outsider).post(page_of("copy", quiz))

    copied = Quiz.objects.get(owner=outsider)
    assert (copied.visibility, copied.questions.count()) == ("private", 2)
    assert response.headers["Location"] == page_of("edit", copied)


def test_deleting_says_what_is_lost_and_then_deletes(teacher: Any, signed_in: Any) -> None:
    quiz = make_quiz(teacher, "single", "poll", "slide")
    client = signed_in(teacher)

    asked = client.get(page_of("delete", quiz)).content.decode()
    gone = client.post(page_of("delete", quiz), follow=True)

    assert "3 questions with their explanations and pictures" in asked
    assert "“Sums” is deleted." in gone.content.decode()
    assert not Quiz.objects.exists()


def test_editor_brings_the_document_as_the_api_gives_it(teacher: Any, signed_in: Any) -> None:
    quiz = make_quiz(teacher, "single", "numeric")
    client = signed_in(teacher)

    response = client.get(page_of("edit", quiz))

    assert response.context["document"] == client.get(response.context["api_url"]).json()


# What they cost -----------------------------------------------------------------------------------------------------

# Session, user, counts of the tabs, count of the pages, the cards.
LIST_QUERIES = 5
# Session, user, quiz with owner and cover, files, questions.
DETAIL_QUERIES = 5


def seen_client(client: Client) -> Client:
    """That somebody is here is written once a minute: now, so that the counts below are those of the page."""
    client.get(reverse("library:list"))
    return client


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("whose", ["mine", "public"])
def test_list_costs_the_same_for_any_number_of_rows(
    rows: int, whose: str, teacher: Any, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        make_quiz(teacher, "single", "poll", visibility="public")
    client = seen_client(signed_in(teacher))

    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(reverse("library:list"), {"whose": whose})

    assert [quiz.question_count for quiz in response.context["page"]] == [2] * rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["detail", "edit"])
def test_quiz_costs_the_same_for_any_number_of_questions(
    rows: int, name: str, teacher: Any, signed_in: Any, django_assert_num_queries: Any
) -> None:
    quiz = make_quiz(teacher, *["single"] * rows)
    client = seen_client(signed_in(teacher))

    with django_assert_num_queries(DETAIL_QUERIES):
        assert client.get(page_of(name, quiz)).status_code == 200
