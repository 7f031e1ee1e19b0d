"""Tokens at the REST API: the header alone, and never in a log."""

import logging

import pytest

from accounts.tokens.services import issue_pair

pytestmark = pytest.mark.django_db

ME, REFRESH = "/api/v1/auth/me/", "/api/v1/auth/refresh/"


@pytest.mark.parametrize("name", ["token", "access", "access_token", "jwt", "authorization", "bearer", "api_key"])
def test_a_token_in_the_address_is_nobody(api, student, name):
    answer = api().get(ME, {name: issue_pair(user=student).access})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "not_authenticated")


def test_a_refresh_token_in_the_address_renews_nothing(api, student):
    answer = api().post(f"{REFRESH}?refresh={issue_pair(user=student).refresh}", {})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "refresh")


def test_a_token_in_a_cookie_is_nobody(api, student):
    client = api()
    client.cookies["access"] = client.cookies["access_token"] = client.cookies["jwt"] = issue_pair(user=student).access
    assert client.get(ME).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "Api-Key"])
def test_no_log_line_holds_what_the_header_held(api, student, caplog, scheme):
    secret = issue_pair(user=student).access
    with caplog.at_level(logging.DEBUG):
        client = api()
        client.get(ME, headers={"authorization": f"{scheme} {secret}"})
        client.get(ME, headers={"authorization": f"{scheme} {secret}x"})
        client.post(REFRESH, {"refresh": secret})
    assert any(record.name == "homeroom.http" for record in caplog.records)
    assert not [record for record in caplog.records if secret in str(vars(record))]
