"""Bodies that are JSON to the letter and yet cannot be taken."""

import pytest
from rest_framework.test import APIClient

from tests.factories.accounts import make_user

HOSTILE = {
    "lists in lists": "[" * 100_000,
    "objects in objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "half a surrogate pair": r'{"title": "\ud800"}',
    "half a pair in a list": r'{"title": "x", "tags": ["\udfff"]}',
    "half a pair as a key": r'{"title": "x", "\ud800": 1}',
    "half a pair inside a question": r'{"title": "x", "questions": [{"kind": "slide", "prompt": "\ud800"}]}',
    "no number": '{"title": NaN}',
}


@pytest.mark.django_db
@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_body_is_a_parse_error(body: str) -> None:
    client = APIClient()
    client.force_authenticate(make_user())

    answer = client.post("/api/v1/quizzes/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "parse_error")


@pytest.mark.django_db
def test_a_whole_surrogate_pair_is_a_character() -> None:
    client = APIClient()
    client.force_authenticate(make_user())

    answer = client.post("/api/v1/quizzes/", r'{"title": "\ud83d\ude00"}', content_type="application/json")

    assert (answer.status_code, answer.json()["title"]) == (201, "\N{GRINNING FACE}")
