"""Each kind of error by its base class, in the contract's shape."""

from typing import Any

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.db import OperationalError
from django.utils import translation
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from lib import errors
from lib.api_errors import status_of


class TeapotMissing(errors.NotFound):
    code = "teapot_missing"


class GameNotFound(errors.DomainError):
    code = "not_found"


class TooLate(errors.WrongState):
    code = "too_late"


def answer(error: Exception) -> Any:
    class Refusing(APIView):
        authentication_classes = ()
        permission_classes = ()

        def get(self, request: Any) -> None:
            raise error

    return Refusing.as_view()(APIRequestFactory().get("/"))


CASES = [
    (errors.NotSignedIn("Who?"), 401, "client_error", "not_authenticated"),
    (errors.NotAllowed(), 403, "client_error", "permission_denied"),
    (errors.NotFound(), 404, "client_error", "not_found"),
    (TeapotMissing("No pot."), 404, "client_error", "teapot_missing"),
    (GameNotFound("No game."), 404, "client_error", "not_found"),
    (errors.Conflict("Taken."), 409, "client_error", "conflict"),
    (TooLate("Late."), 409, "client_error", "too_late"),
    (errors.RateLimited(), 429, "client_error", "rate_limited"),
    (errors.Unavailable(), 503, "server_error", "unavailable"),
    (errors.DomainError("Odd."), 400, "validation_error", "error"),
]


@pytest.mark.parametrize(("error", "status", "kind", "code"), CASES)
def test_domain_errors_are_told_by_their_base_class(error: errors.DomainError, status: int, kind: str, code: str):
    response = answer(error)
    assert (response.status_code, status_of(error)) == (status, status)
    assert response.data == {"type": kind, "errors": [{"code": code, "detail": error.detail, "attr": None}]}


def test_invalid_input_names_its_field():
    response = answer(errors.InvalidInput("Too odd.", attr="seconds"))
    assert response.data["errors"] == [{"code": "invalid", "detail": "Too odd.", "attr": "seconds"}]


def test_invalid_fields_are_told_all_at_once():
    problems = [errors.Problem("unique", "Taken.", "username"), errors.Problem("odd", "Both odd.")]
    response = answer(errors.InvalidFields(problems))
    assert response.status_code == 400
    assert response.data["errors"] == [
        {"code": "unique", "detail": "Taken.", "attr": "username"},
        {"code": "odd", "detail": "Both odd.", "attr": None},
    ]


def test_serializer_errors_keep_their_path():
    response = answer(ValidationError({"options": [{}, {"text": ["Empty."]}]}))
    assert response.data["errors"] == [{"code": "invalid", "detail": "Empty.", "attr": "options.1.text"}]


@pytest.mark.parametrize("error", [errors.RateLimited(retry_after=12.2), Throttled(wait=12.2)])
def test_rate_limited_says_when_to_come_back(error: Exception):
    response = answer(error)
    assert (response.status_code, response["Retry-After"]) == (429, "13")
    assert response.data["errors"][0]["code"] == "rate_limited"


def test_anonymous_is_told_how_to_sign_in():
    assert answer(errors.NotSignedIn())["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_database_that_does_not_answer_is_unavailable_and_tells_no_secret():
    response = answer(OperationalError("could not connect to server 10.1.2.3"))
    assert response.status_code == 503
    assert response.data["errors"][0] == {"code": "unavailable", "detail": errors.Unavailable.default_detail, "attr": None}


def test_a_fault_of_the_code_tells_nothing():
    response = answer(KeyError("the secret"))
    assert response.status_code == 500
    assert "secret" not in str(response.data)


def test_a_body_that_django_refuses_is_the_clients_fault():
    response = answer(TooManyFieldsSent("Too many."))
    assert (response.status_code, response.data["type"]) == (400, "client_error")
    assert [error["code"] for error in response.data["errors"]] == ["parse_error"]


def test_what_an_error_says_by_default_is_in_the_readers_language():
    """Django's own catalogue lends the words: ours has none yet."""

    class Refused(errors.NotAllowed):
        default_detail = errors.gettext_noop("This field is required.")

    with translation.override("de"):
        assert Refused().detail == "Dieses Feld ist zwingend erforderlich."
    assert Refused().detail == "This field is required."
