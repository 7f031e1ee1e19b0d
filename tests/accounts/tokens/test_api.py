"""Renewing and ending tokens by REST."""

import pytest

from accounts.tokens.services import issue_pair

pytestmark = pytest.mark.django_db

REFRESH, LOGOUT, ME = "/api/v1/auth/refresh/", "/api/v1/auth/logout/", "/api/v1/auth/me/"


def bearer(token: str) -> dict[str, str]:
    return {"headers": {"authorization": f"Bearer {token}"}}


def test_refresh_renews_and_kills_the_old_one(api, student):
    old = issue_pair(user=student).refresh
    answer = api().post(REFRESH, {"refresh": old})
    assert (answer.status_code, set(answer.json())) == (200, {"access", "refresh"})
    assert api().get(ME, **bearer(answer.json()["access"])).json()["username"] == "student"
    again = api().post(REFRESH, {"refresh": old})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (401, "token_not_valid")
    assert api().get(ME, **bearer(answer.json()["access"])).status_code == 401, "the family is dead"


def test_logout_ends_the_access_token_too(api, student):
    pair = issue_pair(user=student)
    answer = api().post(LOGOUT, {"refresh": pair.refresh}, **bearer("an old one"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert api().get(ME, **bearer(pair.access)).status_code == 401


def test_a_refresh_token_opens_nothing(api, student):
    answer = api().get(ME, **bearer(issue_pair(user=student).refresh))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "token_not_valid")


@pytest.mark.parametrize("value", ["Bearer", "Bearer a b", "Bearer é", "bearer ."])
def test_a_header_that_makes_no_sense_is_401(api, value):
    assert api().get(ME, headers={"authorization": value}).status_code == 401


@pytest.mark.parametrize("path", [REFRESH, LOGOUT])
@pytest.mark.parametrize("body", [{}, {"refresh": ""}, {"refresh": 7}, {"refresh": "x" * 5000}, {"refresh": None}])
def test_bodies_that_make_no_sense_are_refused(api, path, body):
    answer = api().post(path, body)
    assert answer.status_code in {400, 401}
    assert answer.json()["type"] in {"validation_error", "client_error"}
