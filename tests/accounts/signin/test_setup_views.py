"""The first administrator by the link of the start."""

import pytest

from accounts.audit.models import AuditEvent
from accounts.models import User
from accounts.users import ways_in
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SETUP = "/setup/"
FORM = {"username": "head", "email": "head@school.example", "full_name": "Head", "password1": PASSWORD}


def test_the_link_makes_the_first_administrator_once(client, settings):
    settings.REGISTRATION = "closed"
    token = ways_in.make_setup_token()
    assert client.get(f"{SETUP}{token}/")["Location"] == SETUP
    assert client.get(SETUP).status_code == 200
    assert not User.objects.exists()
    answer = client.post(SETUP, FORM)
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/settings/security/")
    assert (user.username, user.role, user.is_staff, user.is_superuser) == ("head", "admin", True, True)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEvent.objects.get(kind="setup.done").user == user
    client.logout()
    client.get(f"{SETUP}{token}/")
    assert "does not hold" in client.get(SETUP).content.decode()


@pytest.mark.parametrize("end", ["a newer one", "an administrator", "a day", "nonsense"])
def test_the_link_dies(client, end, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    token = ways_in.make_setup_token()
    if end == "a newer one":
        ways_in.make_setup_token()
    elif end == "an administrator":
        make_user("admin", role="admin")
    elif end == "a day":
        time_machine.move_to("2026-03-03T08:00:00Z", tick=False)
    else:
        token = "nonsense"
    client.get(f"{SETUP}{token}/")
    for answer in (client.get(SETUP), client.post(SETUP, FORM)):
        assert "does not hold" in answer.content.decode()
    assert not User.objects.filter(username="head").exists()


def test_faults_use_nothing_up(client):
    make_user("taken")
    client.get(f"{SETUP}{ways_in.make_setup_token()}/")
    page = client.post(SETUP, {**FORM, "username": "taken", "password1": "short"}).content.decode()
    for field in ("username", "password1"):
        assert f'id="id_{field}-error"' in page
    assert client.post(SETUP, FORM).status_code == 302


def test_without_the_link_nobody_becomes_administrator(client):
    for answer in (client.get(SETUP), client.post(SETUP, FORM)):
        assert "does not hold" in answer.content.decode()
    assert not User.objects.exists()
