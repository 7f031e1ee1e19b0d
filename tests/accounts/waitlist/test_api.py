"""The waiting list by REST: asking tells nobody anything; deciding is for those who manage people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.models import Invitation, User, WaitlistEntry
from lib.models import OutboxMail
from tests.accounts.letters import mail_to
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/waitlist/"
STATUS = f"{LIST}status/"
RIGHTS = {"role": "admin", "state": "approved", "is_staff": True, "confirmed_at": "2020-01-01T00:00:00Z", "decided_by": 1}


@pytest.fixture(autouse=True)
def _by_waiting_list(settings):
    settings.REGISTRATION = "waitlist"


def entry_of(email="noor@school.example", **fields) -> WaitlistEntry:
    return WaitlistEntry.objects.create(email=email, **fields)


def test_asking_makes_an_entry_and_one_mail(api):
    body = {"email": "Noor@School.example", "full_name": "Noor H.", "note": "New since Monday.", **RIGHTS}
    answer = api().post(LIST, body)
    entry = WaitlistEntry.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"waitlisted": True, "position": 1})
    assert (entry.email, entry.full_name, entry.note) == ("noor@school.example", "Noor H.", "New since Monday.")
    assert (entry.state, entry.confirmed_at, entry.decided_by) == ("waiting", None, None)
    assert "/accounts/waitlist/link/" in mail_to("noor@school.example").text


def known_emails() -> list[str]:
    make_user("member")
    entry_of("waiting@school.example")
    entry_of("proved@school.example", confirmed_at=timezone.now())
    entry_of("refused@school.example", state="rejected")
    entry_of("letin@school.example", state="approved")
    return [
        "new@school.example", "member@school.example", "waiting@school.example", "proved@school.example",
        "refused@school.example", "letin@school.example", "MEMBER@school.example",
    ]  # fmt: skip


@pytest.mark.parametrize("path", [LIST, STATUS])
def test_the_answer_is_the_same_whoever_is_asked_about(api, path):
    """The original told everybody. A position says how many have asked today, whoever they named."""
    answers, mails = [], []
    for email in known_emails():
        OutboxMail.objects.all().delete()
        answers.append(api().post(path, {"email": email}))
        mails.append(OutboxMail.objects.filter(to=email.lower()).count())
    assert {answer.status_code for answer in answers} == {202}
    said = [f'{{"waitlisted":true,"position":{number}}}' for number in range(1, 8)] if path == LIST else [""] * 7
    assert [answer.content.decode() for answer in answers] == said
    assert mails == [1] * 7


def test_nobody_reads_a_status_here(api):
    entry = entry_of()
    for path in (f"{LIST}status/noor@school.example/", f"{LIST}{entry.pk}/", LIST, STATUS):
        assert api().get(path).status_code in {401, 404, 405}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "/accounts/waitlist/link/"),
        ("rejected", "The school has not made one for you"),
        (None, "none was made with this e-mail"),
    ],
)
def test_the_mail_says_how_it_stands(api, state, words):
    if state:
        entry_of(state=state)
    api().post(STATUS, {"email": "noor@school.example"})
    assert words in mail_to("noor@school.example").text


def test_who_was_let_in_and_lost_the_mail_gets_another_invitation(api, admin):
    entry = entry_of()
    api(admin).post(f"{LIST}{entry.pk}/approve/")
    api().post(STATUS, {"email": "noor@school.example"})
    states = [one.state for one in Invitation.objects.order_by("created_at")]
    assert states == ["taken_back", "holds"]
    assert "/accounts/invitation/" in mail_to("noor@school.example").text


def test_one_address_gets_few_mails_and_learns_nothing_of_it(api):
    answers = [api().post(STATUS, {"email": "noor@school.example"}, REMOTE_ADDR=f"10.0.0.{n}") for n in range(5)]
    assert {answer.status_code for answer in answers} == {202}
    assert OutboxMail.objects.count() == 3


@pytest.mark.parametrize("path", [LIST, STATUS])
def test_asking_is_limited_by_address(api, settings, path):
    settings.WAITLIST_AN_HOUR_AN_ADDRESS = 2
    for number in range(2):
        assert api().post(path, {"email": f"n{number}@school.example"}).status_code == 202
    refused = api().post(path, {"email": "n3@school.example"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (429, "rate_limited")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert api().post(path, {"email": "n3@school.example"}, REMOTE_ADDR="10.0.0.9").status_code == 202


@pytest.mark.parametrize("body", [{}, {"email": "x"}, {"email": "a\x00@b.example"}, {"email": ["a"]}, [], {"email": "a" * 300}])
def test_asking_refuses_what_makes_no_sense(api, body):
    assert api().post(LIST, body).status_code == 400
    assert not WaitlistEntry.objects.exists()


@pytest.mark.parametrize("mode", ["invite", "closed"])
def test_where_nobody_is_let_in_by_asking_it_says_so(api, settings, mode):
    settings.REGISTRATION = mode
    answer = api().post(LIST, {"email": "noor@school.example"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "registration_closed")


def test_a_stale_token_or_a_session_does_not_stand_in_the_way(api, signed_in, student):
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Bearer stale")
    assert client.post(LIST, {"email": "noor@school.example"}).status_code == 202
    assert signed_in(student).post(LIST, {"email": "n2@school.example"}, "application/json").status_code == 202


def test_the_list_is_searched_filtered_and_paged(api, admin):
    entry_of("a@school.example", full_name="Ada", note="from 9b")
    entry_of("b@school.example", state="rejected")
    client = api(admin)
    everything = client.get(LIST).json()
    assert [row["email"] for row in everything["results"]] == ["a@school.example", "b@school.example"]
    assert set(everything["results"][0]) == {
        "id", "email", "full_name", "username", "note", "state", "confirmed_at", "created_at", "decided_at", "decided_by",
    }  # fmt: skip
    for query, count in [("?search=9B", 1), ("?search=ada", 1), ("?state=rejected", 1), ("?state=nonsense", 2)]:
        assert client.get(LIST + query).json()["count"] == count
    assert client.get(f"{LIST}?page_size=1&page=2").json()["results"][0]["email"] == "b@school.example"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_four_queries(signed_in, admin, rows):
    for number in range(rows):
        entry_of(f"n{number}@school.example", decided_by=admin)
    client = signed_in(admin)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 4  # the session, the person, the count, the rows


def test_approve_invites_once(api, admin):
    entry = entry_of(username="noor", full_name="Noor H.")
    client = api(admin)
    answers = [client.post(f"{LIST}{entry.pk}/approve/", {"role": "admin"}) for _ in range(2)]
    invitation = Invitation.objects.get()
    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "approved")] * 2
    assert answers[0].json()["decided_by"] == "admin"
    assert (invitation.email, invitation.username, invitation.role) == ("noor@school.example", "noor", "student")
    assert OutboxMail.objects.filter(to="noor@school.example").count() == 1
    assert not User.objects.filter(email="noor@school.example").exists()
    assert AuditEvent.objects.filter(kind="waitlist.approved", actor=admin).count() == 1


@pytest.mark.parametrize(
    ("wish", "name", "proposal"),
    [
        ("taken", "", "taken2"),
        ("TAKEN", "", "taken2"),
        ("", "Nguyễn Thị", "nguyễn.thị"),
        ("", "", "noor"),
        ("a@b!", "", "a.b"),
        ("123456789012", "", "new.123456789012"),
    ],
)
def test_a_name_that_is_taken_or_will_not_do_leads_to_another_proposal(api, admin, wish, name, proposal):
    """The original took the name for the username, and answered 500 when somebody had it."""
    make_user("taken", email=None)
    entry = entry_of(username=wish, full_name=name)
    assert api(admin).post(f"{LIST}{entry.pk}/approve/").status_code == 200
    assert Invitation.objects.get().username == proposal


def test_approve_of_somebody_who_has_an_account_meanwhile_invites_nobody(api, admin):
    entry = entry_of("member@school.example")
    make_user("member")
    assert api(admin).post(f"{LIST}{entry.pk}/approve/").json()["state"] == "approved"
    assert not Invitation.objects.exists()
    assert "It has one already" in mail_to("member@school.example").text


def test_reject_is_kind_and_once_and_can_be_taken_back(api, admin):
    entry = entry_of()
    client = api(admin)
    for _ in range(2):
        assert client.post(f"{LIST}{entry.pk}/reject/").json()["state"] == "rejected"
    assert OutboxMail.objects.filter(to="noor@school.example").count() == 1
    assert client.post(f"{LIST}{entry.pk}/approve/").json()["state"] == "approved"
    assert client.post(f"{LIST}{entry.pk}/reject/").json()["state"] == "rejected"
    assert Invitation.objects.get().state == "taken_back"


def test_reject_of_somebody_who_is_in_is_refused(api, admin):
    entry = entry_of()
    client = api(admin)
    client.post(f"{LIST}{entry.pk}/approve/")
    Invitation.objects.update(used_at=timezone.now())
    answer = client.post(f"{LIST}{entry.pk}/reject/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "already_in")


def test_delete_leaves_nothing(api, admin):
    entry = entry_of()
    client = api(admin)
    client.post(f"{LIST}{entry.pk}/approve/")
    assert client.delete(f"{LIST}{entry.pk}/").status_code == 204
    assert not WaitlistEntry.objects.exists()
    assert Invitation.objects.get().state == "taken_back"
    assert client.delete(f"{LIST}{entry.pk}/").status_code == 404


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_only_those_who_manage_people_decide(api, teacher, student, verb):
    entry = entry_of()
    for person in (teacher, student):
        assert api(person).post(f"{LIST}{entry.pk}/{verb}/").status_code == 403
    assert api().post(f"{LIST}{entry.pk}/{verb}/").status_code == 401
    assert WaitlistEntry.objects.get().state == "waiting"


def test_administrators_hear_of_it_once_an_hour(api, admin, teacher, time_machine):
    time_machine.move_to("2026-03-02T08:10:00Z", tick=False)
    for number in range(3):
        api().post(LIST, {"email": f"n{number}@school.example"})
    assert OutboxMail.objects.filter(to="admin@school.example").count() == 1
    assert not OutboxMail.objects.filter(to="teacher@school.example").exists()
    time_machine.move_to("2026-03-02T09:10:00Z", tick=False)
    api().post(LIST, {"email": "later@school.example"})
    assert OutboxMail.objects.filter(to="admin@school.example").count() == 2
    assert "4 people wait" in mail_to("admin@school.example").subject
