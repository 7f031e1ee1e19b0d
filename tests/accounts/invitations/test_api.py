"""Invitations by REST."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.models import Invitation
from lib.models import OutboxMail
from tests.accounts.letters import link_in, mail_to
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/invitations/"


def test_the_address_is_told_once(api, admin):
    client = api(admin)
    body = {"email": "Noor@school.example", "role": "teacher", "full_name": "Noor H.", "is_superuser": True, "token": "mine"}
    answer = client.post(LIST, body)
    made = answer.json()
    assert answer.status_code == 201
    assert made["invite_url"].startswith("http://testserver/accounts/invitation/")
    assert (made["email"], made["role"], made["state"], made["made_by"]) == ("noor@school.example", "teacher", "holds", "admin")
    token = made["invite_url"].rstrip("/").rpartition("/")[2]
    for later in (client.get(LIST), client.get(f"{LIST}{made['id']}/")):
        assert token not in later.content.decode()
    assert token not in str(Invitation.objects.values().get())
    assert link_in(mail_to("noor@school.example")).startswith(f"/accounts/invitation/{token}.")
    assert AuditEvent.objects.get(kind="invitation.made").actor == admin
    assert token not in str(AuditEvent.objects.values())


def test_without_an_email_nothing_is_mailed_and_the_role_is_student(api, admin):
    made = api(admin).post(LIST, {}).json()
    assert (made["email"], made["role"]) == ("", "student")
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("body", "attr"), [({"email": "x"}, "email"), ({"role": "boss"}, "role"), ({"email": "TAKEN@school.example"}, "email")]
)
def test_what_makes_no_sense_is_refused(api, admin, body, attr):
    make_user("taken")
    answer = api(admin).post(LIST, body)
    assert (answer.status_code, [error["attr"] for error in answer.json()["errors"]]) == (400, [attr])


def test_taking_back_ends_it_and_says_so_when_it_was_used(api, admin):
    client = api(admin)
    made = client.post(LIST, {}).json()
    for _ in range(2):
        assert client.delete(f"{LIST}{made['id']}/").status_code == 204
    assert client.get(f"{LIST}{made['id']}/").json()["state"] == "taken_back"
    assert AuditEvent.objects.filter(kind="invitation.taken_back").count() == 1
    used = client.post(LIST, {}).json()
    Invitation.objects.filter(pk=used["id"]).update(used_at=timezone.now())
    answer = client.delete(f"{LIST}{used['id']}/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "invite_used")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_four_queries(signed_in, admin, rows):
    client = signed_in(admin)
    for number in range(rows):
        client.post(LIST, {"full_name": f"N {number}"}, "application/json")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{LIST}?search=n")
    assert answer.json()["count"] == rows
    assert len(queries) == 4  # the session, the person, the count, the rows


def test_they_hold_for_as_long_as_the_setting_says(api, admin, settings, time_machine):
    settings.INVITATION_DAYS = 2
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    made = api(admin).post(LIST, {}).json()
    assert made["expires_at"] == "2026-03-04T08:00:00Z"
    time_machine.move_to("2026-03-04T08:00:00Z", tick=False)
    assert api(admin).get(f"{LIST}{made['id']}/").json()["state"] == "expired"


def test_only_those_who_manage_people_invite(api, teacher, student):
    for person, status in ((teacher, 403), (student, 403), (None, 401)):
        client = api(person) if person else api()
        assert client.post(LIST, {}).status_code == status
        assert client.get(LIST).status_code == status
    assert not Invitation.objects.exists()
