"""REST of the places where one is signed in."""

import uuid

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, LoginSession, RefreshFamily
from accounts.tokens.services import issue_pair

pytestmark = pytest.mark.django_db

LIST, OTHERS, ME = "/api/v1/auth/sessions/", "/api/v1/auth/sessions/end-others/", "/api/v1/auth/me/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def one(sign_in_id):
    return f"{LIST}{sign_in_id}/"


def test_list_holds_browsers_and_programs_and_marks_the_caller(api, student, teacher, signed_in):
    browser = signed_in(student)
    LoginSession.objects.update(device=FIREFOX, address="10.0.0.7")
    signed_in(teacher)
    client = api(student)
    answer = client.get(LIST).json()
    assert {name: answer[name] for name in ("count", "next", "previous")} == {"count": 2, "next": None, "previous": None}
    app, web = sorted(answer["results"], key=lambda row: row["kind"])
    family, session = RefreshFamily.objects.get(), LoginSession.objects.get(user=student)
    assert web == {
        "id": str(session.pk),
        "kind": "browser",
        "device": "Firefox on Linux",
        "address": "10.0.0.7",
        "method": "password",
        "second_factor": "",
        "created_at": web["created_at"],
        "last_used_at": web["last_used_at"],
        "expires_at": web["expires_at"],
        "current": False,
    }
    assert (app["id"], app["kind"], app["current"]) == (str(family.pk), "app", True)
    assert [row["current"] for row in browser.get(LIST).json()["results"] if row["kind"] == "browser"] == [True]


def test_list_goes_by_pages(api, student):
    client = api(student)
    for _ in range(2):
        issue_pair(user=student)
    answer = client.get(LIST, {"page_size": 2}).json()
    assert (answer["count"], len(answer["results"]), answer["previous"]) == (3, 2, None)
    rest = client.get(answer["next"]).json()
    assert (len(rest["results"]), rest["next"]) == (1, None)


def test_a_browser_is_ended_by_a_program(api, student, signed_in):
    browser = signed_in(student)
    answer = api(student).delete(one(LoginSession.objects.get().pk))
    assert (answer.status_code, answer.content) == (204, b"")
    assert browser.get(ME).status_code == 401


def test_a_program_is_ended_by_a_browser(api, student, signed_in):
    client, browser = api(student), signed_in(student)
    assert browser.delete(one(RefreshFamily.objects.get().pk)).status_code == 204
    assert client.get(ME).status_code == 401
    event = AuditEvent.objects.filter(kind="session.ended").get()
    assert (event.user, event.actor) == (student, student)


def test_ending_the_one_that_asks_is_signing_out(student, signed_in):
    browser = signed_in(student)
    assert browser.delete(one(LoginSession.objects.get().pk)).status_code == 204
    assert browser.get(ME).status_code == 401
    assert AuditEvent.objects.filter(kind="sign_in.signed_out").count() == 1


def test_ending_the_own_program_ends_its_access_token(api, student):
    client = api(student)
    assert client.delete(one(RefreshFamily.objects.get().pk)).status_code == 204
    assert client.get(LIST).status_code == 401


def test_somebody_elses_sign_in_is_not_there(api, student, teacher, signed_in):
    browser = signed_in(teacher)
    issue_pair(user=teacher)
    client = api(student)
    for sign_in_id in (LoginSession.objects.get().pk, RefreshFamily.objects.get(user=teacher).pk, uuid.uuid4()):
        answer = client.delete(one(sign_in_id))
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")
    assert browser.get(ME).status_code == 200


def test_end_others_keeps_the_caller_alone(api, student, signed_in):
    browser = signed_in(student)
    client, other = api(student), api(student)
    answer = client.post(OTHERS)
    assert (answer.status_code, answer.json()) == (200, {"ended": 2})
    assert [one.get(ME).status_code for one in (client, other, browser)] == [200, 401, 401]


def test_a_browser_needs_the_csrf_token(student):
    strict = APIClient(enforce_csrf_checks=True)
    strict.force_login(student)
    assert strict.post(OTHERS).status_code == 403
