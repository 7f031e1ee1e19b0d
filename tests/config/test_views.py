"""The pages of the deployment itself: the API's description, and what went wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import path

from config import urls
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def break_down(request):
    raise RuntimeError("broken on purpose")


def refuse(request):
    raise PermissionDenied


handler500 = urls.handler500
urlpatterns = [*urls.urlpatterns, path("break/", break_down), path("api/break/", break_down), path("refuse/", refuse)]


def test_schema_is_openapi_3_1(client):
    answer = client.get("/api/schema/", headers={"accept": "application/json"})

    assert answer.status_code == 200
    schema = answer.json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/games/" in schema["paths"]


def test_docs_hold_no_inline_script_or_style(client):
    for page in ("/api/docs/", "/api/redoc/"):
        html = client.get(page).content.decode()

        assert "<style" not in html
        assert html.count("<script") == html.count("<script src=")
    assert client.get("/api/docs/?script=")["Content-Type"].startswith("application/javascript")


def test_missing_page_is_a_page_with_a_way_on(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


@pytest.mark.urls(__name__)
class TestWhatWentWrong:
    def test_refused_page(self, client):
        answer = client.get("/refuse/")

        assert answer.status_code == 403
        assert "/accounts/login/" in answer.content.decode()

    def test_broken_page_shows_its_number_and_no_more(self):
        answer = Client(raise_request_exception=False).get("/break/")

        assert answer.status_code == 500
        assert answer["X-Request-ID"] in answer.content.decode()
        assert "broken on purpose" not in answer.content.decode()
        assert "Content-Security-Policy" in answer

    def test_broken_api_answers_in_its_own_shape(self):
        answer = Client(raise_request_exception=False).get("/api/break/")

        assert answer.status_code == 500
        assert answer.json()["type"] == "server_error"

    def test_broken_page_needs_no_database_and_no_file_names(self, settings, django_assert_num_queries):
        settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "lib.static_storage.HashedStaticFilesStorage"}}

        with django_assert_num_queries(0):
            answer = Client(raise_request_exception=False).get("/break/")

        assert answer.status_code == 500
        assert "The chalk broke" in answer.content.decode()


def test_old_form_gets_a_page_that_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})

    assert answer.status_code == 403
    assert "grown old" in answer.content.decode()


def test_an_address_of_the_api_that_does_not_exist_is_told_in_the_apis_shape(client):
    error = {"code": "not_found", "detail": "There is nothing at this address.", "attr": None}
    for address in ("/api/v1/nothing/", "/api/v1/games/0.5/", "/api/"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()) == (404, {"type": "client_error", "errors": [error]})
    assert "<html" in client.get("/nothing/").content.decode()


@pytest.mark.parametrize("page", ["/", "/play/", "/quizzes/", "/games/", "/accounts/login/", "/api/docs/"])
def test_whoever_asks_for_the_head_alone_is_told_what_get_would_say(page):
    client = Client()
    if not page.startswith("/accounts/"):
        client.force_login(make_user())

    assert client.head(page).status_code == client.get(page).status_code == 200


@pytest.mark.parametrize("host", ["a b", "<script>", "a/b"])
def test_a_host_that_is_none_is_told_in_the_shape_of_the_api(host):
    answer = Client(raise_request_exception=False).get("/api/v1/quizzes/", headers={"host": host})

    assert answer.status_code == 400
    assert [(error["code"], error["attr"]) for error in answer.json()["errors"]] == [("bad_request", None)]
