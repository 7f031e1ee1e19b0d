"""Quizzes by REST: the contract's shapes, who gets which, and what is refused how."""

import json
import uuid

import pytest
from django.test import Client

from quizzes.library import services
from quizzes.models import Quiz
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db

URL = "/api/v1/quizzes/"
SUM = {"kind": "single", "prompt": "2 + 2?", "options": [{"text": "4", "correct": True}, {"text": "5", "correct": False}]}
UNIT = {"kind": "text", "prompt": "10⁻¹⁰ m?", "settings": {"accepted": ["Ångström"], "typos": 1}}
HALF = {"kind": "single", "prompt": "", "options": [{"text": "4"}]}


@pytest.fixture
def author(signed_in, teacher):
    return signed_in(teacher)


def errors_of(response, status: int = 400) -> list[tuple[str, str]]:
    assert response.status_code == status, response.content
    return [(error["attr"], error["code"]) for error in response.json()["errors"]]


def make(client, **fields) -> dict:
    response = client.post(URL, {"title": "Sums", "questions": [SUM, UNIT], **fields}, "application/json")
    assert response.status_code == 201, response.content
    return response.json()


def test_a_quiz_is_made_and_read_as_its_author_wrote_it(author, teacher):
    made = make(author, tags=["maths"], language="de", visibility="unlisted", description="D")
    assert author.get(f"{URL}{made['id']}/").json() == made
    for question, sent in zip(made["questions"], (SUM, UNIT), strict=True):
        assert (question["kind"], question["prompt"]) == (sent["kind"], sent["prompt"])
        assert (question["seconds"], question["points"], question["explanation"], question["media"]) == (20, 1000, "", None)
    options = made["questions"][0]["options"]
    assert [{name: option[name] for name in ("text", "correct")} for option in options] == SUM["options"]
    assert made["questions"][1]["settings"] == UNIT["settings"]
    assert made["owner"] == {"id": str(teacher.pk), "username": "teacher", "full_name": "Tara Teacher"}
    assert (made["visibility"], made["language"], made["tags"], made["description"]) == ("unlisted", "de", ["maths"], "D")
    assert (made["revision"], made["problems"], made["cover"]) == (1, [], None)


def test_a_reader_gets_no_keys(author, signed_in, outsider):
    made = make(author, visibility="public", questions=[{**SUM, "explanation": "Count."}, UNIT])
    for reader in (signed_in(outsider), Client()):
        read = reader.get(f"{URL}{made['id']}/").json()
        assert [question["prompt"] for question in read["questions"]] == ["2 + 2?", "10⁻¹⁰ m?"]
        assert [option["text"] for option in read["questions"][0]["options"]] == ["4", "5"]
        text = json.dumps(read, ensure_ascii=False)
        assert not [
            secret for secret in ("correct", "accepted", "Ångström", "Count.", "problems", "revision") if secret in text
        ]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([SUM, {**SUM, "options": [{"text": "4"}, {"text": "5"}]}], [("questions.1.options", "no_right_option")]),
        (
            [HALF],
            [
                ("questions.0.prompt", "prompt_empty"),
                ("questions.0.options", "option_count"),
                ("questions.0.options", "no_right_option"),
            ],
        ),
        ([{**UNIT, "settings": {}}], [("questions.0.settings.accepted", "accepted_missing")]),
        ([{**SUM, "seconds": 3}], [("questions.0.seconds", "seconds_out_of_range")]),
        ([{**SUM, "seconds": "long"}], [("questions.0.seconds", "invalid")]),
        ([SUM, {"kind": "hotspot", "prompt": "Where?"}], [("questions.1.kind", "kind_not_available")]),
        ([{"kind": "essay"}], [("questions.0.kind", "invalid_choice")]),
        ([{"prompt": "?"}], [("questions.0.kind", "required")]),
        ([{**SUM, "media": "nothing"}], [("questions.0.media", "invalid")]),
        ([{**SUM, "media": str(uuid.uuid4())}], [("questions.0.media", "file_not_found")]),
        ("many", [("questions", "not_a_list")]),
        ([7], [("questions.0", "invalid")]),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_played_are_refused_by_their_path(author, questions, expected):
    response = author.post(URL, {"title": "T", "questions": questions}, "application/json")
    found = errors_of(response)
    assert [(attr.removesuffix(".non_field_errors"), code) for attr, code in found] == expected
    assert not Quiz.objects.exists()


def test_a_draft_takes_incomplete_questions_and_says_what_they_lack(author):
    made = make(author, questions=[SUM, HALF], draft=True)
    assert [(one["question"], one["field"], one["code"]) for one in made["problems"]] == [
        (1, "prompt", "prompt_empty"),
        (1, "options", "option_count"),
        (1, "options", "no_right_option"),
    ]
    assert made["problems"][0]["detail"] == "Write the question, or give it a picture."
    patched = author.patch(f"{URL}{made['id']}/", {"questions": made["questions"], "draft": True}, "application/json").json()
    assert patched["questions"] == made["questions"]
    assert errors_of(author.patch(f"{URL}{made['id']}/", {"questions": made["questions"]}, "application/json"))


def test_what_was_read_can_be_sent_back_as_it_is(author):
    made = make(author)
    back = author.put(f"{URL}{made['id']}/", made, "application/json").json()
    assert {**back, "updated_at": None} == {**made, "updated_at": None, "revision": 2}


def test_patch_changes_what_is_sent_and_put_empties_the_rest(author):
    made = make(author, tags=["a"])
    url = f"{URL}{made['id']}/"
    patched = author.patch(url, {"title": "New"}, "application/json").json()
    assert (patched["title"], patched["tags"], patched["questions"]) == ("New", ["a"], made["questions"])
    put = author.put(url, {"title": "Bare"}, "application/json").json()
    assert (put["title"], put["tags"], put["questions"]) == ("Bare", [], [])
    assert errors_of(author.put(url, {}, "application/json")) == [("title", "required")]


def test_a_stale_save_is_a_conflict(author):
    made = make(author)
    url = f"{URL}{made['id']}/"
    assert author.patch(url, {"title": "A", "revision": made["revision"]}, "application/json").status_code == 200
    assert errors_of(author.patch(url, {"title": "B", "revision": made["revision"]}, "application/json"), 409) == [
        (None, "stale")
    ]


def test_others_can_neither_change_nor_delete_what_they_can_read(author, signed_in, outsider):
    other = signed_in(outsider)
    for visibility in ("public", "private"):
        url = f"{URL}{make(author, visibility=visibility)['id']}/"
        assert errors_of(other.patch(url, {"title": "Mine"}, "application/json"), 404) == [(None, "not_found")]
        assert errors_of(other.put(url, {"title": "Mine"}, "application/json"), 404) == [(None, "not_found")]
        assert errors_of(other.delete(url), 404) == [(None, "not_found")]
    assert errors_of(other.get(url), 404) == errors_of(other.get(f"{URL}{uuid.uuid4()}/"), 404) == [(None, "not_found")]
    assert errors_of(other.post(f"{url}copy/"), 404) == [(None, "not_found")]
    assert set(Quiz.objects.values_list("title", flat=True)) == {"Sums"}


def test_nobody_writes_without_signing_in(author):
    made = make(author, visibility="public")
    stranger = Client()
    for response in (
        stranger.post(URL, {"title": "T"}, "application/json"),
        stranger.patch(f"{URL}{made['id']}/", {"title": "T"}, "application/json"),
        stranger.delete(f"{URL}{made['id']}/"),
        stranger.post(f"{URL}{made['id']}/copy/"),
    ):
        assert errors_of(response, 401) == [(None, "not_authenticated")]


def test_delete_and_copy(author, signed_in, student):
    made = make(author, visibility="public")
    reader = signed_in(student)
    copied = reader.post(f"{URL}{made['id']}/copy/")
    assert copied.status_code == 201
    assert (copied.json()["owner"]["username"], copied.json()["visibility"]) == ("student", "private")
    assert copied.json()["copied_from"] == made["id"]
    assert copied.json()["questions"][0]["options"][0]["correct"] is True
    assert author.delete(f"{URL}{made['id']}/").status_code == 204
    assert author.get(f"{URL}{made['id']}/").status_code == 404


def test_lists_show_mine_and_public_ones_and_filter(author, signed_in, teacher, outsider):
    make(author, title="Mine", tags=["Optics"], language="pt-br")
    for visibility in Quiz.Visibility:
        services.create_quiz(owner=outsider, title=f"Their {visibility}", visibility=visibility, questions=[SUM])
    titles = lambda query, client=author: [row["title"] for row in client.get(f"{URL}{query}").json()["results"]]  # noqa: E731
    assert titles("") == ["Their public", "Mine"]
    assert titles("", Client()) == ["Their public"]
    assert titles("?search=ANGSTROM") == []
    assert titles("?search=10-10") == ["Mine"]
    assert titles("?tag=optics") == ["Mine"]
    assert titles("?language=pt") == titles("?language=PT-BR") == ["Mine"]
    assert titles("?owner=outsider") == titles(f"?owner={outsider.pk}") == ["Their public"]
    assert titles("?owner=me") == titles("?owner=teacher") == ["Mine"]
    assert titles("?owner=me", Client()) == []
    page = author.get(f"{URL}?page_size=1").json()
    assert (page["count"], page["previous"], "page=2" in page["next"]) == (2, None, True)
    assert page["results"][0]["question_count"] == 1
    assert "questions" not in page["results"][0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_the_same_number_of_queries_however_long(author, teacher, django_assert_num_queries, count):
    for _ in range(count):
        make_quiz(teacher, "single", "poll")
    author.get(URL)
    with django_assert_num_queries(4):  # session, user, count, rows
        assert len(author.get(URL).json()["results"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_quiz_is_the_same_number_of_queries_however_long(author, teacher, django_assert_num_queries, count):
    quiz = make_quiz(teacher, *["single"] * count)
    author.get(URL)
    with django_assert_num_queries(5):  # session, user, quiz, questions, files
        assert len(author.get(f"{URL}{quiz.pk}/").json()["questions"]) == count


def test_the_schema_knows_questions_in_both_forms(client):
    from drf_spectacular.generators import SchemaGenerator

    schemas = SchemaGenerator().get_schema(request=None, public=True)
    paths, parts = schemas["paths"], schemas["components"]["schemas"]
    assert {"get", "post"} <= set(paths["/api/v1/quizzes/"])
    assert {"get", "put", "patch", "delete"} <= set(paths["/api/v1/quizzes/{quiz_id}/"])
    assert "correct" in parts["AuthorOption"]["properties"]
    assert "correct" not in parts["ReaderOption"]["properties"]
    assert parts["AuthorQuiz"]["properties"]["questions"]["items"] == {"$ref": "#/components/schemas/AuthorQuestion"}
    assert {"search", "tag", "language", "owner"} <= {one["name"] for one in paths["/api/v1/quizzes/"]["get"]["parameters"]}
