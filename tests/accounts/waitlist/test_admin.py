"""The waiting list in the back office."""

import pytest

from accounts.models import Invitation, WaitlistEntry
from lib.models import OutboxMail

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/waitlistentry/"


@pytest.fixture
def entries(db):
    return [WaitlistEntry.objects.create(email=f"n{number}@school.example", note=f"note {number}") for number in range(3)]


def test_the_list_counts_who_waits_and_is_filtered(signed_in, admin, entries):
    WaitlistEntry.objects.filter(pk=entries[0].pk).update(state="rejected")
    client = signed_in(admin)
    page = client.get(LIST).content.decode()
    assert "Waiting list: 2 waiting" in page
    page = client.get(f"{LIST}?state__exact=rejected").content.decode()
    assert ("n0@school.example" in page, "n1@school.example" in page) == (True, False)
    assert "n2@school.example" in client.get(f"{LIST}?q=note+2").content.decode()


@pytest.mark.parametrize(("action", "state", "invitations"), [("approve", "approved", 2), ("reject", "rejected", 0)])
def test_many_are_decided_at_once(signed_in, admin, entries, action, state, invitations):
    body = {"action": action, "_selected_action": [str(entry.pk) for entry in entries[:2]]}
    assert signed_in(admin).post(LIST, body, follow=True).status_code == 200
    assert [one.state for one in WaitlistEntry.objects.order_by("email")] == [state, state, "waiting"]
    assert WaitlistEntry.objects.filter(decided_by=admin).count() == 2
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (invitations, 2)


def test_whoever_may_only_look_decides_nothing(signed_in, teacher, entries):
    assert signed_in(teacher).post(LIST, {"action": "approve", "_selected_action": [str(entries[0].pk)]}).status_code == 302
    assert not Invitation.objects.exists()


def test_deleting_makes_the_invitation_void(signed_in, admin, entries):
    client = signed_in(admin)
    client.post(LIST, {"action": "approve", "_selected_action": [str(entries[0].pk)]})
    client.post(f"{LIST}{entries[0].pk}/delete/", {"post": "yes"})
    assert WaitlistEntry.objects.count() == 2
    assert Invitation.objects.get().state == "taken_back"
