"""What is kept of a request, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import WaitlistEntry
from accounts.waitlist.tasks import forget_old_requests


@pytest.mark.django_db(transaction=True)
def test_requests_are_forgotten_after_their_time():
    now = timezone.now()
    long_ago = now - timedelta(days=91)
    WaitlistEntry.objects.create(email="unproved@school.example", created_at=now - timedelta(days=31))
    WaitlistEntry.objects.create(email="decided@school.example", created_at=long_ago, state="rejected", decided_at=long_ago)
    kept = [
        WaitlistEntry.objects.create(email="proved@school.example", created_at=long_ago, confirmed_at=long_ago),
        WaitlistEntry.objects.create(email="new@school.example"),
        WaitlistEntry.objects.create(email="lately@school.example", created_at=long_ago, state="approved", decided_at=now),
    ]
    forget_old_requests()
    assert set(WaitlistEntry.objects.all()) == set(kept)
