"""What every page gets: headers, a request id, a place in the figures; and other sites' scripts what they are allowed."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from lib import metrics
from lib.middleware import RefusedBodies
from lib.serving.wsgi import REFUSED

pytestmark = pytest.mark.django_db

PAGES = ["/", "/accounts/login/", "/nowhere/", "/health/live/", "/admin/login/", "/api/v1/nowhere/", "/api/docs/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_headers(client, path):
    headers = client.get(path).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["connect-src"] == "'self' ws://testserver"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_a_forgotten_slash_loses_neither_method_nor_body(client):
    body = {"login": "nobody", "password": "none of theirs"}
    answer = client.post("/api/v1/auth/login?a=1", body, content_type="application/json")
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/auth/login/?a=1")
    followed = client.post("/api/v1/auth/login", body, content_type="application/json", follow=True)
    assert followed.json()["errors"][0]["code"] == "invalid_credentials"


def test_redoc_alone_may_make_style(client):
    policy = client.get("/api/redoc/")["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "worker-src blob:" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    ("host", "secure", "sent"),
    [("localhost:8000", False, True), ("192.0.2.7:8000", False, False), ("school.example", True, True)],
)
def test_opener_policy_is_sent_where_browsers_heed_it(client, host, secure, sent):
    response = client.get("/health/live/", headers={"host": host}, secure=secure)

    assert ("Cross-Origin-Opener-Policy" in response) is sent


def test_sockets_of_a_secure_page_are_secure(client):
    assert "connect-src 'self' wss://testserver" in client.get("/", secure=True)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-123456", True), ("short", False), ("a b\nc d e f g", False), ("x" * 65, False)]
)
def test_request_id_is_taken_over_when_it_is_harmless(given, kept):
    response = Client().get("/health/live/", headers={"x-request-id": given})

    assert (response["X-Request-ID"] == given) is kept
    assert len(response["X-Request-ID"]) >= 8


def count(method, route, status):
    return metrics.registry.get_sample_value("http_requests_total", {"method": method, "route": route, "status": status}) or 0


def test_requests_are_counted_by_route_and_not_by_address(client):
    before = count("GET", "none", "404")

    client.get("/nowhere/1/")
    client.get("/nowhere/2/")

    assert count("GET", "none", "404") == before + 2


def test_invented_method_makes_no_row_of_its_own(client):
    before = count("other", "/health/live/", "200")

    client.generic("BREW", "/health/live/")

    assert count("other", "/health/live/", "200") == before + 1
    assert count("BREW", "/health/live/", "200") == 0


# Other sites' scripts ---------------------------------------------------------------------------------------------

APP = "https://app.example"


@pytest.fixture
def app_is_allowed(settings):
    settings.CORS_ORIGINS = [APP]


@pytest.mark.usefixtures("app_is_allowed")
class TestCors:
    def test_named_origin_may_use_the_api(self, client):
        response = client.get("/api/v1/auth/me/", headers={"origin": APP})

        assert response["Access-Control-Allow-Origin"] == APP
        assert "Access-Control-Allow-Credentials" not in response
        assert "Origin" in response["Vary"]

    def test_browser_that_asks_first_is_answered(self, client):
        response = client.options("/api/v1/auth/me/", headers={"origin": APP, "access-control-request-method": "PATCH"})

        assert response.status_code == 204
        assert "PATCH" in response["Access-Control-Allow-Methods"]
        assert "Authorization" in response["Access-Control-Allow-Headers"]

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
    def test_others_may_not(self, client, origin):
        response = client.options("/api/v1/auth/me/", headers={"origin": origin, "access-control-request-method": "GET"})

        assert "Access-Control-Allow-Origin" not in response

    def test_pages_are_for_nobody_else(self, client):
        assert "Access-Control-Allow-Origin" not in client.get("/accounts/login/", headers={"origin": APP})


# Addresses that nothing can be at ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/play/%00/", "/quizzes/?search=%00", "/api/v1/games/by-pin/%00/", "/api/v1/quizzes/?owner=%00&language=a%00"]
)
def test_nothing_is_at_an_address_that_holds_null(client, address):
    assert client.get(address).status_code == 404


def test_null_in_an_address_of_the_api_has_the_shape_of_its_errors(client):
    errors = client.get("/api/v1/quizzes/?language=%00").json()["errors"]

    assert [(error["code"], error["attr"]) for error in errors] == [("not_found", None)]


# Bodies that the edge did not take in -----------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "code"), [(413, "too_large"), (408, "too_slow")])
def test_refused_body_of_the_api_has_the_shape_of_its_errors(client, status, code):
    response = client.post("/api/v1/auth/login/", **{REFUSED: status})

    assert response.status_code == status
    assert response.json()["type"] == "client_error"
    assert [(error["code"], error["attr"]) for error in response.json()["errors"]] == [(code, None)]


def test_refused_body_of_a_page_is_a_page(client):
    response = client.post("/accounts/login/", **{REFUSED: 413})

    assert response.status_code == 413
    assert "larger than what may be sent" in response.content.decode()


def test_other_requests_pass():
    assert RefusedBodies(lambda request: HttpResponse("on"))(RequestFactory().get("/")).content == b"on"
