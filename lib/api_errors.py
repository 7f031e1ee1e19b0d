"""What is raised becomes the one shape of errors in the REST API: `{"type", "errors": [{"code", "detail", "attr"}]}`.

The status follows from the base classes of lib.errors alone; no app is named here.
"""

import math
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions, serializers

from lib import errors

# The first class that fits decides, so a class stands before its base.
STATUSES: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.NotSignedIn, 401),
    (errors.NotAllowed, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.RateLimited, 429),
    (errors.Unavailable, 503),
)
NOT_FOUND = errors.NotFound.code


class Refusal(exceptions.APIException):
    """A DomainError on its way out by HTTP."""

    def __init__(self, error: errors.DomainError, status: int) -> None:
        self.status_code = status
        super().__init__(error.detail, error.code)
        if isinstance(error, errors.RateLimited):
            self.wait = max(1, math.ceil(error.retry_after))
        if status == 401:
            self.auth_header = 'Bearer realm="api"'


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of this error; 400 unless its class, or the code `not_found`, says otherwise."""
    for base, status in STATUSES:
        if isinstance(error, base):
            return status
    return 404 if error.code == NOT_FOUND else 400


def as_api_exception(error: errors.DomainError) -> exceptions.APIException:
    """The REST framework's own exception for this error."""
    status = status_of(error)
    if status != 400:
        return Refusal(error, status)
    problems = (
        error.problems if isinstance(error, errors.InvalidFields) else (errors.Problem(error.code, error.detail, error.attr),)
    )
    details: dict[str, list[exceptions.ErrorDetail]] = {}
    for problem in problems:
        details.setdefault(problem.attr or "", []).append(exceptions.ErrorDetail(problem.detail, problem.code))
    return exceptions.ValidationError(details)


class ApiExceptionHandler(ExceptionHandler):
    """drf-standardized-errors, which also understands what our services raise."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """DomainErrors say what they are; a database that does not answer is 503, not a fault of the code."""
        if isinstance(exc, errors.DomainError):
            return as_api_exception(exc)
        if isinstance(exc, OperationalError):
            return Refusal(errors.Unavailable(), 503)
        if isinstance(exc, SuspiciousOperation):
            # A body with thousands of fields, for one: Django refuses it, and nothing here is broken.
            return exceptions.ParseError()
        if isinstance(exc, exceptions.Throttled):
            return as_api_exception(errors.RateLimited(retry_after=getattr(exc, "wait", None) or 1))
        return super().convert_known_exceptions(exc)

    def format_exception(self, exc: exceptions.APIException) -> dict[str, Any]:
        """The contract's shape; `attr` is null where an error is about no field."""
        data: dict[str, Any] = super().format_exception(exc)
        for error in data["errors"]:
            error["attr"] = error["attr"] or None
        return data


class ErrorSerializer(serializers.Serializer[Any]):
    """One thing that went wrong, as the API's description shows it."""

    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class ErrorsSerializer(serializers.Serializer[Any]):
    """Every answer that is not a success."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # the stubs take it for Serializer.errors
