"""Back office of browser sessions."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, LoginSession

pytestmark = pytest.mark.django_db

LIST = reverse("admin:accounts_loginsession_changelist")


@pytest.fixture
def office(admin, signed_in, settings):
    settings.REQUIRE_STAFF_2FA = "off"
    return signed_in(admin)


def test_a_session_is_found_by_its_person_and_its_key_is_shown_nowhere(office, student, signed_in):
    signed_in(student)
    row = LoginSession.objects.get(user=student)
    listed = office.get(LIST, {"q": "student"}).content.decode()
    shown = office.get(reverse("admin:accounts_loginsession_change", args=[row.pk])).content.decode()
    assert "Unknown device" in listed
    assert row.session_key not in listed + shown


@pytest.mark.parametrize("action", ["end_selected", "delete_selected"])
def test_ended_from_the_back_office_is_ended(office, admin, student, signed_in, action):
    browser = signed_in(student)
    row = LoginSession.objects.get(user=student)
    office.post(LIST, {"action": action, "_selected_action": [str(row.pk)], "post": "yes"})
    assert browser.get(reverse("account_change_password")).status_code == 302
    event = AuditEvent.objects.get(kind="session.ended")
    assert (event.user, event.actor) == (student, admin)
