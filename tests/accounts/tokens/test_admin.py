"""Back office of sign-ins by the API."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, RefreshFamily
from accounts.tokens.services import issue_pair
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db

LIST = reverse("admin:accounts_refreshfamily_changelist")


@pytest.fixture
def office(admin, signed_in, settings):
    settings.REQUIRE_STAFF_2FA = "off"
    return signed_in(admin)


@pytest.mark.parametrize("action", ["end_selected", "delete_selected"])
def test_ended_from_the_back_office_is_ended(office, admin, student, action):
    pair = issue_pair(user=student)
    row = RefreshFamily.objects.get()
    office.post(LIST, {"action": action, "_selected_action": [str(row.pk)], "post": "yes"})
    assert user_of_access_token(pair.access) is None
    event = AuditEvent.objects.get(kind="session.ended")
    assert (event.user, event.actor) == (student, admin)


def test_the_id_of_the_token_in_use_is_shown_nowhere(office, student):
    issue_pair(user=student)
    row = RefreshFamily.objects.get()
    page = office.get(reverse("admin:accounts_refreshfamily_change", args=[row.pk])).content.decode()
    assert row.current not in page
