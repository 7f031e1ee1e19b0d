"""The pages of the waiting list, from asking to the own place."""

import pytest
from django.utils import timezone

from accounts.models import SingleUseLink, WaitlistEntry
from tests.accounts.letters import link_in, mail_to

pytestmark = pytest.mark.django_db

ASK, PLACE = "/accounts/waitlist/", "/accounts/waitlist/place/"
CONFIRM = "/accounts/waitlist/link/"
NOOR = {"full_name": "Noor H.", "email": "noor@school.example", "note": "New since Monday."}


@pytest.fixture(autouse=True)
def _by_waiting_list(settings):
    settings.REGISTRATION = "waitlist"


def open_link(client) -> None:
    client.get(link_in(mail_to("noor@school.example")))
    client.post(CONFIRM)


def test_from_asking_to_the_own_place(client):
    answer = client.post(ASK, {**NOOR, "role": "admin", "state": "approved"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/waitlist/joined/")
    link = link_in(mail_to("noor@school.example"))

    opened = client.get(link)
    assert opened["Location"] == CONFIRM, "the token must not stay in the address"
    assert "noor@school.example" in client.get(CONFIRM).content.decode()
    assert WaitlistEntry.objects.get().confirmed_at is None, "programs that look into mails open links"

    assert client.post(CONFIRM)["Location"] == PLACE
    assert WaitlistEntry.objects.get().confirmed_at is not None
    page = client.get(PLACE).content.decode()
    assert "<b>1</b> <span>of 1</span>" in page
    assert "New since Monday." in page


def test_a_link_works_once_and_a_newer_one_replaces_it(client):
    client.post(ASK, NOOR)
    first = link_in(mail_to("noor@school.example"))
    client.post("/accounts/waitlist/mail/", {"email": "noor@school.example"})
    client.get(first)
    assert "used up" in client.get(CONFIRM).content.decode()
    assert "used up" in client.post(CONFIRM).content.decode()
    assert WaitlistEntry.objects.get().confirmed_at is None
    open_link(client)
    client.session.flush()
    assert SingleUseLink.objects.filter(used_at=None).count() == 0


def test_a_link_is_over_after_three_days(client, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    client.post(ASK, NOOR)
    time_machine.move_to("2026-03-05T08:00:01Z", tick=False)
    client.get(link_in(mail_to("noor@school.example")))
    assert "used up" in client.get(CONFIRM).content.decode()


def test_the_place_is_nobody_elses(client):
    entry = WaitlistEntry.objects.create(email="noor@school.example", confirmed_at=timezone.now())
    assert client.get(PLACE)["Location"] == "/accounts/waitlist/mail/"
    assert client.post(PLACE, {"withdraw": "1", "entry": str(entry.pk)})["Location"] == "/accounts/waitlist/mail/"
    assert WaitlistEntry.objects.filter(pk=entry.pk).exists()


def test_one_puts_it_in_other_words_or_takes_it_back(client):
    client.post(ASK, NOOR)
    open_link(client)
    client.post(PLACE, {"full_name": "Noor Haddad", "note": "In 9b.", "email": "x@school.example", "state": "approved"})
    entry = WaitlistEntry.objects.get()
    assert (entry.full_name, entry.note, entry.email, entry.state) == ("Noor Haddad", "In 9b.", NOOR["email"], "waiting")
    assert 'id="id_note-error"' in client.post(PLACE, {"full_name": "N", "note": "x" * 1001}).content.decode()
    client.post(PLACE, {"withdraw": "1"})
    assert not WaitlistEntry.objects.exists()
    assert not SingleUseLink.objects.filter(used_at=None).exists()


@pytest.mark.parametrize(
    ("state", "words"), [("approved", "Somebody said yes"), ("rejected", "has not made an account for you")]
)
def test_the_place_says_what_was_decided(client, state, words):
    client.post(ASK, NOOR)
    open_link(client)
    WaitlistEntry.objects.update(state=state, decided_at=timezone.now())
    page = client.get(PLACE).content.decode()
    assert words in page
    assert "Take it back" not in page
    client.post(PLACE, {"full_name": "Other", "note": ""})
    assert WaitlistEntry.objects.get().full_name == "Noor H."


def test_what_was_written_before_the_proof_may_be_written_anew_and_not_after(client):
    client.post(ASK, NOOR)
    client.post(ASK, {**NOOR, "full_name": "Noor Haddad"})
    assert WaitlistEntry.objects.get().full_name == "Noor Haddad"
    open_link(client)
    client.post(ASK, {**NOOR, "full_name": "Somebody else"})
    assert WaitlistEntry.objects.get().full_name == "Noor Haddad"


def test_a_form_with_faults_says_where(client):
    answer = client.post(ASK, {"full_name": "", "email": "nowhere"})
    assert answer.status_code == 200
    for field in ("full_name", "email"):
        assert f'id="id_{field}-error"' in answer.content.decode()
    assert client.post(ASK, {**NOOR, "full_name": "a\x00b"}).status_code == 200
    assert not WaitlistEntry.objects.exists()


def test_asking_too_often_is_429(client, settings):
    settings.WAITLIST_AN_HOUR_AN_ADDRESS = 1
    client.post(ASK, NOOR)
    answer = client.post(ASK, NOOR)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("mode", ["open", "invite", "closed"])
def test_elsewhere_one_is_sent_to_the_way_that_holds(client, settings, mode):
    settings.REGISTRATION = mode
    assert client.get(ASK)["Location"] == "/accounts/signup/"
    assert client.post(ASK, NOOR)["Location"] == "/accounts/signup/"
    assert not WaitlistEntry.objects.exists()
