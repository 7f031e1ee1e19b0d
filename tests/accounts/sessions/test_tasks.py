"""What is over is forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session

from accounts.api_keys.services import make_key
from accounts.links.services import Purpose, make_link
from accounts.models import ApiKey, LoginSession, RefreshFamily, SingleUseLink
from accounts.sessions.tasks import forget_expired
from accounts.tokens.services import issue_pair

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_that_let_somebody_in_once_is_forgotten(student, signed_in):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        signed_in(student)
        issue_pair(user=student)
        make_key(user=student, name="Script", scopes=["quizzes:read"], days=30)
        make_link(purpose=Purpose.SIGN_IN, lifetime=timedelta(minutes=15), user=student)
        forget_expired()
        assert [model.objects.count() for model in (Session, LoginSession, RefreshFamily, ApiKey, SingleUseLink)] == [1] * 5
        clock.shift(61 * 24 * 3600)
        forget_expired()
        assert [model.objects.count() for model in (Session, LoginSession, RefreshFamily, ApiKey, SingleUseLink)] == [0] * 5
