"""Two who decide, or who ask, in the same moment."""

import pytest

from accounts.models import Invitation, WaitlistEntry
from accounts.waitlist import services
from lib.models import OutboxMail
from tests.factories.accounts import make_user
from tests.threads import at_once

SITE = "http://testserver"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_approve_at_once_one_invites():
    admin = make_user("admin", role="admin")
    entry = WaitlistEntry.objects.create(email="noor@school.example")
    at_once(*[lambda: services.approve(entry=entry, by=admin, site=SITE)] * 5)
    assert Invitation.objects.count() == 1
    assert OutboxMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_approve_and_reject_at_once_leave_one_truth():
    admin = make_user("admin", role="admin")
    entry = WaitlistEntry.objects.create(email="noor@school.example")
    at_once(
        lambda: services.approve(entry=entry, by=admin, site=SITE), lambda: services.reject(entry=entry, by=admin, site=SITE)
    )
    entry.refresh_from_db()
    expected = {"approved": "holds", "rejected": "taken_back"}[entry.state]
    assert [one.state for one in Invitation.objects.all()] in ([expected], [])
    assert Invitation.objects.exists() or entry.state == "rejected"


@pytest.mark.django_db(transaction=True)
def test_the_same_email_at_once_is_one_request(settings):
    settings.REGISTRATION = "waitlist"
    asked = {"email": "noor@school.example", "site": SITE, "full_name": "Noor"}
    places = at_once(*[lambda number=number: services.join(**asked, address=f"10.0.0.{number}") for number in range(4)])
    assert sorted(places)[-1] == 4  # each counts itself and those before; of several at once none is told too little
    assert WaitlistEntry.objects.count() == 1
