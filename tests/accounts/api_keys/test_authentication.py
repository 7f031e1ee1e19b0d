"""`Authorization: Api-Key …`: who it is, and the one place where scopes are asked for."""

import pytest
import time_machine
import yaml
from django.urls import reverse

from accounts.api_keys.services import make_key, revoke_key
from accounts.models import ApiKey
from accounts.users.roles import Role
from accounts.users.services import set_role

pytestmark = pytest.mark.django_db

QUIZZES, GAMES, ME, UPLOADS = "/api/v1/quizzes/", "/api/v1/games/", "/api/v1/auth/me/", "/api/v1/uploads/"


@pytest.fixture
def with_key(api):
    def client_of(user, *scopes, **fields):
        _row, text = make_key(**{"user": user, "name": "Script", "scopes": scopes, "days": 30, **fields})
        client = api()
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {text}")
        return client

    return client_of


def code_of(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_key_opens_what_it_names_and_nothing_else(teacher, with_key):
    client = with_key(teacher, "quizzes:read")
    assert client.get(QUIZZES).status_code == 200
    assert code_of(client.post(QUIZZES, {"title": "Sums"})) == (403, "scope_missing")
    assert code_of(client.get(GAMES)) == (403, "scope_missing")
    assert code_of(client.get(ME)) == (403, "scope_missing")
    assert "games:read" in client.get(GAMES).json()["errors"][0]["detail"]


def test_a_key_writes_where_it_may_and_reads_there(teacher, with_key):
    client = with_key(teacher, "quizzes:write")
    made = client.post(QUIZZES, {"title": "Sums"})
    assert made.status_code == 201
    assert [quiz["title"] for quiz in client.get(QUIZZES).json()["results"]] == ["Sums"]


def test_a_key_reads_and_writes_the_profile(student, with_key):
    client = with_key(student, "account:write")
    assert client.get(ME).json()["username"] == "student"
    assert client.patch(ME, {"full_name": "Noor", "role": "admin"}).json()["role"] == "student"


@pytest.mark.parametrize(
    ("method", "name", "kwargs"),
    [
        ("get", "auth-api-keys", {}),
        ("post", "auth-api-keys", {}),
        ("get", "auth-sessions", {}),
        ("post", "auth-sessions-end-others", {}),
        ("post", "auth-password-change", {}),
        ("get", "auth-passkeys", {}),
        ("post", "auth-totp", {}),
        ("delete", "auth-totp", {}),
        ("get", "users-list", {}),
        ("post", "auth-erasure", {}),
        ("post", "auth-data-exports", {}),
    ],
)
def test_who_gets_in_is_never_a_matter_of_keys(admin, with_key, method, name, kwargs):
    client = with_key(admin, "quizzes:write", "games:write", "files:write", "account:write", days=None)
    answer = getattr(client, method)(reverse(name, kwargs=kwargs), {})
    assert code_of(answer) == (403, "not_with_a_key")


def test_a_key_is_never_more_than_its_person(student, outsider, with_key):
    from tests.factories.quizzes import make_quiz

    quiz = make_quiz(outsider)
    client = with_key(student, "quizzes:write")
    assert client.get(f"{QUIZZES}{quiz.pk}/").status_code == 404


@pytest.mark.parametrize(
    "header", ["Api-Key", "Api-Key ", "Api-Key a b", "Api-Key é", "api-key hr_x_y", "Api-Key " + "x" * 5000, "API-KEY \x01"]
)
def test_a_header_that_makes_no_sense_is_401(api, header):
    client = api()
    client.credentials(HTTP_AUTHORIZATION=header)
    assert code_of(client.get(ME)) == (401, "key_not_valid")


def test_expired_and_revoked_keys_are_told_alike(student, with_key):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        expired = with_key(student, "account:read")
        revoked = with_key(student, "account:read", days=None)
        clock.shift(30 * 24 * 3600)
        revoke_key(key=ApiKey.objects.get(expires_at=None))
        answers = [client.get(ME) for client in (expired, revoked)]
    assert [code_of(answer) for answer in answers] == [(401, "key_not_valid")] * 2
    assert answers[0].json() == answers[1].json()


def test_a_key_ends_with_the_role_it_was_made_in(teacher, with_key):
    client = with_key(teacher, "quizzes:read")
    set_role(user=teacher, role=Role.STUDENT)
    assert code_of(client.get(QUIZZES)) == (401, "key_not_valid")


def test_a_bad_key_is_not_made_good_by_a_session(student, signed_in):
    browser = signed_in(student)
    answer = browser.get(ME, headers={"authorization": "Api-Key nonsense"})
    assert code_of(answer) == (401, "key_not_valid")


def test_a_key_in_the_address_or_the_body_is_nobody(student, api):
    _row, text = make_key(user=student, name="Script", scopes=["account:write"], days=30)
    for name in ("api_key", "key", "token", "authorization", "access_token"):
        assert code_of(api().get(ME, {name: text})) == (401, "not_authenticated")
    assert code_of(api().patch(ME, {"api_key": text, "full_name": "x"})) == (401, "not_authenticated")


def test_a_key_is_no_bearer_token_and_opens_no_page(student, api, client):
    _row, text = make_key(user=student, name="Script", scopes=["account:read"], days=30)
    bearer = api()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert code_of(bearer.get(ME)) == (401, "token_not_valid")
    page = client.get(reverse("settings-security"), headers={"authorization": f"Api-Key {text}"})
    assert page.status_code == 302


def test_the_description_names_the_scheme(client):
    schema = yaml.safe_load(client.get("/api/schema/").content)
    assert schema["components"]["securitySchemes"]["apiKey"]["type"] == "apiKey"
    assert {"apiKey": []} in schema["paths"]["/api/v1/quizzes/"]["get"]["security"]
