"""Back office of API keys."""

import pytest
from django.urls import reverse

from accounts.api_keys.services import make_key, sign_in_of_key
from accounts.models import AuditEvent

pytestmark = pytest.mark.django_db

LIST = reverse("admin:accounts_apikey_changelist")


@pytest.fixture
def office(admin, signed_in, settings):
    settings.REQUIRE_STAFF_2FA = "off"
    return signed_in(admin)


def test_a_key_is_found_by_its_prefix_and_its_digest_is_shown_nowhere(office, student):
    row, text = make_key(user=student, name="Importer", scopes=["account:read"], days=30)
    listed = office.get(LIST, {"q": row.prefix}).content.decode()
    shown = office.get(reverse("admin:accounts_apikey_change", args=[row.pk])).content.decode()
    assert "Importer" in listed
    assert "account:read" in listed
    assert row.digest not in listed + shown
    assert text not in listed + shown


@pytest.mark.parametrize("action", ["revoke_selected", "delete_selected"])
def test_revoked_from_the_back_office_is_revoked(office, admin, student, action):
    row, text = make_key(user=student, name="Importer", scopes=["account:read"], days=30)
    office.post(LIST, {"action": action, "_selected_action": [str(row.pk)], "post": "yes"})
    assert sign_in_of_key(text) is None
    event = AuditEvent.objects.get(kind="api_key.revoked")
    assert (event.user, event.actor) == (student, admin)
