"""REQUIRE_STAFF_2FA=everywhere at the API: every door, every view, and what is open all the same."""

import base64

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.api_keys.services import make_key
from accounts.signin.authentication import StaffRule
from accounts.tokens.services import issue_pair
from accounts.users.sign_ins import SecondFactor
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import App, make_app

pytestmark = pytest.mark.django_db

TOTP = "/api/v1/auth/totp/"
REFUSED = (403, "second_factor_required")


@pytest.fixture(autouse=True)
def _everywhere(settings):
    settings.REQUIRE_STAFF_2FA = "everywhere"


def outcome(answer):
    return (answer.status_code, answer.json()["errors"][0]["code"]) if answer.status_code >= 400 else answer.status_code


def by_token(user, second_factor=SecondFactor.NONE):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_pair(user=user, second_factor=second_factor).access}")
    return client


def views():
    """The class of every view of the API."""
    waiting = [get_resolver()]
    while waiting:
        for entry in waiting.pop().url_patterns:
            if isinstance(entry, URLResolver):
                waiting.append(entry)
            elif isinstance(entry, URLPattern) and (view := getattr(entry.callback, "cls", None)) is not None:
                yield view


def test_no_view_can_forget_the_rule():
    """Whoever is let in by a view is let in by one of our doors; views without doors know nobody."""
    lax = {
        f"{view.__module__}.{view.__name__}": one.__name__
        for view in views()
        for one in view.authentication_classes
        if not issubclass(one, StaffRule)
    }
    assert lax == {}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/quizzes/"),
        ("post", "/api/v1/quizzes/"),
        ("get", "/api/v1/games/"),
        ("get", "/api/v1/auth/me/"),
        ("patch", "/api/v1/auth/me/"),
        ("get", "/api/v1/auth/sessions/"),
        ("post", "/api/v1/auth/sessions/end-others/"),
        ("post", "/api/v1/auth/password/change/"),
        ("get", "/api/v1/auth/api-keys/"),
        ("get", "/api/v1/users/"),
        ("post", "/api/v1/uploads/"),
    ],
)
def test_staff_without_a_factor_are_refused_by_token_and_session(admin, client, method, path):
    assert outcome(getattr(by_token(admin), method)(path)) == REFUSED
    client.force_login(admin)
    assert outcome(getattr(client, method)(path)) == REFUSED


def test_staff_with_a_factor_and_everybody_else_come_in(admin, teacher, signed_in):
    assert by_token(admin, SecondFactor.TOTP).get("/api/v1/quizzes/").status_code == 200
    assert by_token(admin, SecondFactor.PASSKEY).get("/api/v1/quizzes/").status_code == 200
    assert signed_in(admin).get("/api/v1/quizzes/").status_code == 200
    assert by_token(teacher).get("/api/v1/quizzes/").status_code == 200


def test_what_gives_a_factor_is_open_and_then_everything_is(admin):
    client = by_token(admin)
    for path in (TOTP, "/api/v1/auth/passkeys/"):
        assert client.get(path).status_code == 200
    app = App(base64.b32decode(client.post(TOTP).json()["secret"]))
    assert client.post(f"{TOTP}confirm/", {"otp": app.code()}).status_code == 200
    assert client.get("/api/v1/quizzes/").status_code == 200


def test_an_app_that_was_not_shown_at_this_sign_in_is_not_enough(admin):
    make_app(admin)
    assert outcome(by_token(admin).get("/api/v1/quizzes/")) == REFUSED


def test_signing_out_and_in_are_open(admin):
    pair = issue_pair(user=admin)
    client = APIClient()
    assert client.post("/api/v1/auth/refresh/", {"refresh": pair.refresh}).status_code == 200
    assert client.post("/api/v1/auth/login/", {"login": "admin", "password": PASSWORD}).status_code == 200


def test_a_key_of_staff_carries_what_its_maker_had_shown(admin):
    def with_key_made_after(second_factor):
        _, text = make_key(user=admin, name="Script", scopes=["quizzes:read"], days=30, second_factor=second_factor)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {text}")
        return client.get("/api/v1/quizzes/")

    assert outcome(with_key_made_after(SecondFactor.NONE)) == REFUSED
    assert with_key_made_after(SecondFactor.TOTP).status_code == 200
