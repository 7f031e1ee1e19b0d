"""What makes no sense is refused with words, at every call and form of accounts: never a fault of the server, never a change.

Each endpoint is tried with each of its fields gone wrong, by nobody and by an administrator. A new call or form is a new row.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from accounts.models import User
from accounts.tokens.services import issue_pair
from accounts.users.sign_ins import SecondFactor
from config import settings as project
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

API = "/api/v1/"
UUID = "00000000-0000-4000-8000-000000000000"

# Values that no text, number, choice or id of ours is: a call with one is refused.
NONSENSE: dict[str, Any] = {
    "list": ["x"],
    "object": {"x": "y"},
    "nested": [[[{}]]],
    "null_byte": "a\x00b",
    "surrogate": "\ud800",
    "endless": "x" * 10_000,
}
# Values that are strange and may be taken for something: a call with one must not break.
STRANGE: dict[str, Any] = {
    "null": None,
    "true": True,
    "number": 7,
    "negative": -1,
    "huge": 10**400,
    "fraction": 1.5,
    "empty": "",
    "spaces": "   ",
    "line_break": "a\r\nBcc: x@y.example",
    "right_to_left": "\u202egnp.exe",
    "combining": "e" + "\u0301" * 200,
    "emoji": "👩‍👩‍👧‍👦",
    "percent": "%s%d%(x)s{0}{x}",
    "quotes": "'\"`<script>alert(1)</script>--;",
    "path": "../../etc/passwd",
    "token": "eyJhbGciOiJub25lIn0.e30.",
}
BROKEN_BODIES = (
    b"{",
    b"null",
    b"[]",
    b"[1]",
    b'"text"',
    b"7",
    b"true",
    b"NaN",
    b'{"login": NaN}',
    b"\xff\xfe",
    b"\x00",
    b'{"a":' * 5_000,
    b'{"login": "\\ud800", "password": "\\ud800"}',
)

# Method, path below the API, fields.
CALLS: list[tuple[str, str, tuple[str, ...]]] = [
    ("post", "auth/register/", ("username", "email", "password", "full_name", "invite")),
    ("post", "auth/login/", ("login", "password", "otp")),
    ("post", "auth/refresh/", ("refresh",)),
    ("post", "auth/logout/", ("refresh",)),
    ("patch", "auth/me/", ("full_name", "phone", "language", "time_zone", "theme", "avatar", "muted")),
    ("post", "auth/password/change/", ("current_password", "new_password")),
    ("post", "auth/password/reset/", ("email", "login")),
    ("post", "auth/password/reset/confirm/", ("uid", "token", "new_password")),
    ("post", "auth/magic-link/", ("email", "login")),
    ("post", "auth/magic-link/confirm/", ("token", "otp")),
    ("post", "auth/email/change/", ("email", "password")),
    ("post", "auth/totp/confirm/", ("otp",)),
    ("post", "auth/totp/recovery-codes/", ("otp",)),
    ("delete", "auth/totp/", ("password", "otp")),
    ("post", "auth/api-keys/", ("name", "scopes", "days")),
    ("patch", "auth/passkeys/x/", ("name",)),
    ("post", "auth/erasure/", ("username", "password")),
    ("post", "users/", ("username", "role", "email", "full_name", "national_id")),
    ("patch", f"users/{10**30}/", ("full_name", "email", "role", "is_active")),
    ("post", "invitations/", ("email", "full_name", "role")),
    ("post", "waitlist/", ("email", "full_name", "username", "note")),
    ("post", "waitlist/status/", ("email",)),
]
# Calls without a body, by an id that nothing has.
LOOKUPS = [
    ("delete", "auth/sessions/{id}/"),
    ("delete", "auth/api-keys/{id}/"),
    ("delete", "auth/passkeys/{id}/"),
    ("get", "users/{id}/"),
    ("post", "users/{id}/invite/"),
    ("get", "invitations/{id}/"),
    ("delete", "invitations/{id}/"),
    ("get", "waitlist/{id}/"),
    ("post", "waitlist/{id}/approve/"),
    ("post", "waitlist/{id}/reject/"),
    ("delete", "waitlist/{id}/"),
]
IDS = ("0", "-1", "x", "9" * 40, UUID, "%00", "..", "💥", "1'--", "1.5")
QUERIES = [
    ("auth/events/", ("before", "limit")),
    ("auth/sessions/", ("page", "page_size")),
    ("auth/api-keys/", ("page", "page_size")),
    ("users/", ("is_active", "page", "page_size", "role", "search")),
    ("people/", ("page", "page_size", "search")),
    ("invitations/", ("page", "page_size", "search")),
    ("waitlist/", ("page", "page_size", "search", "state")),
]
# Name of the page, its fields, who sends it.
FORMS: list[tuple[str, tuple[str, ...], str]] = [
    ("account_login", ("login", "password", "remember", "next"), "nobody"),
    ("account_signup", ("username", "email", "password1", "full_name", "next"), "nobody"),
    ("account_reset_password", ("email", "next"), "nobody"),
    ("account_reauthenticate", ("password", "next"), "student"),
    ("account_change_password", ("oldpassword", "password1", "next"), "student"),
    ("account_email", ("email", "action_add"), "student"),
    ("sign-in-code", ("email", "next"), "nobody"),
    ("mfa_login_webauthn", ("answer", "credential", "remember", "next"), "nobody"),
    ("settings-profile", ("full_name", "phone", "language", "time_zone", "theme", "avatar"), "student"),
    ("settings-notifications", ("muted",), "student"),
    ("waitlist", ("email", "full_name", "username", "note"), "nobody"),
    ("totp-enrol", ("otp", "code", "password"), "student"),
]


@dataclass
class Caller:
    """Somebody with a token that holds for every call, or nobody."""

    headers: dict[str, str]

    def __call__(self, method: str, path: str, body: bytes = b"") -> Any:
        return Client().generic(method.upper(), API + path, body, content_type="application/json", headers=self.headers)


@pytest.fixture(autouse=True)
def _no_limits(settings):
    """What is looked for here are faults; limits have their own tests."""
    for name in dir(project):
        if "_AN_HOUR" in name or name.startswith("WRONG_SIGN_INS"):
            setattr(settings, name, 1_000_000)


@pytest.fixture(params=["nobody", "admin"])
def caller(request, admin):
    if request.param == "nobody":
        return Caller({})
    pair = issue_pair(user=admin, second_factor=SecondFactor.TOTP)
    return Caller({"authorization": f"Bearer {pair.access}"})


def bodies(fields: tuple[str, ...], values: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """One a field and value; the other fields hold what might do."""
    usual = {name: PASSWORD if "password" in name else f"{name}@school.example" for name in fields}
    for field in fields:
        for what, value in values.items():
            yield f"{field}={what}", json.dumps({**usual, field: value}).encode()


def assert_is_no_fault(answer, what: str) -> None:
    """Whatever it is, it is not the server that broke, and a refusal has the contract's shape."""
    assert answer.status_code < 500, f"{what}: {answer.status_code}"
    if answer.status_code >= 400:
        body = answer.json()
        assert set(body) == {"type", "errors"}, what
        assert all(set(one) == {"code", "detail", "attr"} and one["code"] and one["detail"] for one in body["errors"]), what


by_path = pytest.mark.parametrize(("method", "path", "fields"), CALLS, ids=[f"{method} {path}" for method, path, _ in CALLS])


@by_path
def test_a_call_refuses_nonsense_in_each_field(caller, method, path, fields):
    before = User.objects.count()
    for what, body in bodies(fields, NONSENSE):
        answer = caller(method, path, body)
        assert_is_no_fault(answer, f"{path} {what}")
        assert answer.status_code in (400, 401, 403, 404, 409), f"{path} took {what}"
    assert User.objects.count() == before


@by_path
def test_a_call_is_not_broken_by_strange_values(caller, method, path, fields):
    for what, body in bodies(fields, STRANGE):
        assert_is_no_fault(caller(method, path, body), f"{path} {what}")


@by_path
def test_a_call_refuses_bodies_that_are_none(caller, method, path, fields):
    for body in BROKEN_BODIES:
        answer = caller(method, path, body)
        assert_is_no_fault(answer, f"{path} {body[:30]!r}")
        assert answer.status_code in (400, 401, 403, 404), f"{path} took {body[:30]!r}"
    for body in (b"", b'{"login": "a", "login": "b"}'):
        assert_is_no_fault(caller(method, path, body), f"{path} {body!r}")


@pytest.mark.parametrize(("method", "path"), LOOKUPS, ids=[f"{method} {path}" for method, path in LOOKUPS])
def test_an_id_that_nothing_has_is_not_found(caller, method, path):
    for one in IDS:
        answer = caller(method, path.format(id=one))
        assert answer.status_code in (400, 401, 403, 404, 405), f"{path} {one}: {answer.status_code}"


@pytest.mark.parametrize(("path", "names"), QUERIES, ids=[path for path, _ in QUERIES])
def test_a_list_is_not_broken_by_strange_questions(caller, path, names):
    for name in names:
        for value in ("", "x", "-1", "0", "9" * 40, "%00", "%ED%A0%80", "%F0%9F%92%A5", "2026-13-45", "%25s", "x" * 5_000):
            assert_is_no_fault(caller("get", f"{path}?{name}={value}"), f"{path} {name}={value[:20]}")


def test_every_call_with_a_body_stands_in_the_table():
    listed = {(method, API + re.sub(r"\b(x|\d{31})\b", "{id}", path)): set(fields) for method, path, fields in CALLS}
    schema = SchemaGenerator().get_schema(request=None, public=True)
    missing = []
    for path, calls in schema["paths"].items():
        if not path.startswith(tuple(f"{API}{area}/" for area in ("auth", "users", "people", "waitlist", "invitations"))):
            continue
        for method, call in calls.items():
            content = call.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            fields = set(schema["components"]["schemas"].get(body, {}).get("properties", {}))
            if not fields <= listed.get((method, re.sub(r"{\w+}", "{id}", path)), set()):
                missing.append((method, path, sorted(fields)))
    assert missing == []


@pytest.mark.parametrize(("page", "fields", "who"), FORMS, ids=[page for page, _, _ in FORMS])
def test_a_form_refuses_nonsense_in_each_field(client, student, page, fields, who):
    values = {name: value for name, value in (NONSENSE | STRANGE).items() if isinstance(value, str) and name != "surrogate"}
    if who == "student":
        client.force_login(student)
    usual = {name: "wrong" if "password" in name else f"{name}@school.example" for name in fields if name != "next"}
    for field in fields:
        for what, value in values.items():
            answer = client.post(reverse(page), {**usual, field: value})
            assert answer.status_code in (200, 302, 400, 403, 404, 409, 429), f"{page} {field}={what}: {answer.status_code}"
            assert "evil" not in answer.get("Location", "")
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


@pytest.mark.parametrize(
    "login", ["x" * 254, "x" * 255, "x" * 10_000, "\u0130" * 100, "ﬀ" * 80, "a\x00b", "noor\u200b", "'; --"]
)
def test_a_login_that_cannot_be_is_refused_by_page_and_api(client, login):
    body = json.dumps({"login": login, "password": PASSWORD})
    assert client.post("/api/v1/auth/login/", body, content_type="application/json").status_code in (400, 401)
    answer = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)


def test_an_e_mail_longer_than_a_username_signs_in_by_the_page(client):
    make_user("noor", email=f"{'n' * 60}@{'school' * 8}.example")
    answer = client.post("/accounts/login/", {"login": User.objects.get().email, "password": PASSWORD})
    assert answer.status_code == 302
