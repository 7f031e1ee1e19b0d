"""The back office of passkeys."""

import pytest
from allauth.mfa.models import Authenticator as Row

from accounts.models import AuditEvent
from accounts.tokens.services import issue_pair
from lib.models import OutboxMail
from tests.factories.accounts import make_user
from tests.factories.passkeys import give_passkey
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db

LIST = "/admin/mfa/authenticator/"


@pytest.fixture(autouse=True)
def _open(settings):
    """The rule for staff has its own tests."""
    settings.REQUIRE_STAFF_2FA = "off"


def test_it_is_found_and_its_key_is_not_shown(signed_in, admin):
    _phone, row = give_passkey(make_user("noor"), name="Blue key")
    client = signed_in(admin)
    assert "Blue key" in client.get(LIST, {"q": "noor"}).content.decode()
    page = client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "Blue key" in page
    assert row.data["credential"]["id"] not in page
    assert row.data["credential"]["response"]["attestationObject"][:40] not in page
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("by_action", [False, True])
def test_taking_one_away_signs_its_owner_out_and_tells(signed_in, admin, by_action):
    noor = make_user("noor")
    _phone, row = give_passkey(noor)
    OutboxMail.objects.all().delete()
    pair = issue_pair(user=noor)
    client = signed_in(admin)
    if by_action:
        client.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    else:
        client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert Row.objects.count() == 0
    assert user_of_access_token(pair.access) is None
    event = AuditEvent.objects.get(kind="passkey.removed")
    assert (event.user_id, event.actor_id, event.data["by"]) == (noor.pk, admin.pk, "operator")
    assert OutboxMail.objects.get(to="noor@school.example").subject == "A passkey was removed from your account"
