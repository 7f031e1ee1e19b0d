"""The rule for staff at Django's back office: who is let in, and where the others are led."""

import pytest

from accounts.models import AuditEvent
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import make_app

pytestmark = pytest.mark.django_db

FACTOR = "/accounts/second-factor/"
INDEX, USERS = "/admin/", "/admin/accounts/user/"


def path(client, address):
    """Where one comes to, and every address on the way."""
    answer = client.get(address, follow=True)
    return answer, [one for one, _ in answer.redirect_chain]


def test_an_administrator_without_a_factor_sets_one_up_and_is_there(client, admin):
    client.post("/accounts/login/", {"login": "admin", "password": PASSWORD})
    answer, way = path(client, USERS)
    assert way == [
        "/admin/login/?next=/admin/accounts/user/",
        f"{FACTOR}?next=%2Fadmin%2Faccounts%2Fuser%2F",
        "/accounts/settings/security/app/?next=%2Fadmin%2Faccounts%2Fuser%2F",
    ]
    assert "The back office asks for a second factor. Set one up now" in answer.content.decode()
    assert 'name="next" value="/admin/accounts/user/"' in answer.content.decode()


def test_an_administrator_with_an_app_shows_it_and_is_there(client, admin):
    app = make_app(admin)
    client.force_login(admin)
    answer, way = path(client, USERS)
    assert way[-1] == f"{FACTOR}?next=%2Fadmin%2Faccounts%2Fuser%2F"
    assert "The back office is open after a second factor." in answer.content.decode()
    assert client.post(FACTOR, {"otp": app.code(), "next": USERS})["Location"] == USERS
    assert client.get(USERS).status_code == 200


def test_nothing_is_changed_there_without_it(client, admin, student):
    client.force_login(admin)
    answer = client.post(USERS, {"action": "close_accounts", "_selected_action": [student.pk]})
    assert answer.status_code == 302
    student.refresh_from_db()
    assert student.is_active
    assert not AuditEvent.objects.filter(kind="account.closed").exists()


def test_signing_in_with_the_app_opens_it_at_once(client, admin):
    app = make_app(admin)
    client.post("/accounts/login/", {"login": "admin", "password": PASSWORD, "next": INDEX})
    assert client.post(FACTOR, {"otp": app.code()})["Location"] == INDEX
    assert client.get(INDEX).status_code == 200


def test_the_rule_can_be_off(client, admin, settings):
    settings.REQUIRE_STAFF_2FA = "off"
    client.force_login(admin)
    assert client.get(INDEX).status_code == 200


def test_nobody_and_others_are_sent_away(client, student):
    assert path(client, INDEX)[1] == ["/admin/login/?next=/admin/", "/accounts/login/?next=%2Fadmin%2F"]
    client.force_login(student)
    assert path(client, INDEX)[0].status_code == 403


def test_its_own_change_of_password_is_ours(signed_in, admin):
    assert signed_in(admin).get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_pages_and_api_stay_open_to_staff_by_default(client, api, admin):
    client.force_login(admin)
    assert client.get("/accounts/settings/security/").status_code == 200
    assert api(admin).get("/api/v1/quizzes/").status_code == 200
