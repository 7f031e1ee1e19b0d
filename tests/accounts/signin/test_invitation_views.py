"""The pages of an invitation and of an account that somebody else made."""

import re

import pytest
from allauth.account.models import EmailAddress

from accounts.invitations import services as invitations
from accounts.models import Invitation, SingleUseLink, User
from accounts.users import services, ways_in
from accounts.users.roles import Role
from tests.accounts.letters import link_in, mail_to
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
PAGE, WELCOME = "/accounts/invitation/", "/accounts/welcome/"
FORM = {"username": "noor", "full_name": "Noor H.", "email": "noor@school.example", "password1": PASSWORD}


def invited(**fields) -> str:
    return invitations.make_invitation(made_by=None, site=SITE, **fields).url.removeprefix(SITE)


def test_opening_an_invitation_uses_nothing_up_and_takes_the_token_out_of_the_address(client, settings):
    settings.REGISTRATION = "closed"
    path = invited(role=Role.TEACHER, full_name="Noor H.")
    for _ in range(3):
        assert client.get(path)["Location"] == PAGE
        page = client.get(PAGE).content.decode()
    assert 'value="Noor H."' in page
    assert 'value="noor.h"' in page
    assert "Teacher" in page
    assert Invitation.objects.get().state == "holds"


def test_an_invitation_makes_an_account_that_is_signed_in(client, settings):
    settings.REGISTRATION = "closed"
    client.get(invited(role=Role.TEACHER))
    answer = client.post(PAGE, {**FORM, "role": "admin", "is_superuser": "on"})
    user = User.objects.get()
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(user.pk))
    assert (user.username, user.role, user.is_staff, user.is_superuser) == ("noor", "teacher", False, False)
    assert "invitation" not in client.session
    client.logout()
    assert "does not hold" in client.get(PAGE).content.decode()


def test_the_mails_link_proves_the_email_and_the_email_is_no_field(client):
    invited(email="noor@school.example")
    client.get(link_in(mail_to("noor@school.example")))
    page = client.get(PAGE).content.decode()
    assert "noor@school.example" in page
    assert 'name="email"' not in page
    client.post(PAGE, {**FORM, "email": "evil@school.example"})
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("noor@school.example", True)]


def test_the_shown_link_proves_nothing(client):
    client.get(invited(email="noor@school.example"))
    client.post(PAGE, FORM)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("noor@school.example", False)]


def test_faults_stand_next_to_their_fields_and_use_nothing_up(client):
    make_user("taken")
    client.get(invited())
    answer = client.post(PAGE, {**FORM, "username": "taken", "password1": "short"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for field in ("username", "password1"):
        assert f'id="id_{field}-error"' in page
    assert Invitation.objects.get().state == "holds"


def test_whoever_is_signed_in_is_told_so(signed_in, student):
    client = signed_in(student)
    client.get(invited())
    assert "You have an account" in client.get(PAGE).content.decode()
    assert "You have an account" in client.post(PAGE, FORM).content.decode()
    assert User.objects.count() == 1
    sign_out_and_come_back(client, PAGE)
    assert "Make your account" in client.get(PAGE).content.decode()


def sign_out_and_come_back(client, page) -> None:
    """As the page's second button does."""
    onward = re.search(r'name="next" value="([^"]+)"', client.get(page).content.decode())[1]
    assert client.get(client.post("/accounts/logout/", {"next": onward})["Location"])["Location"] == page


@pytest.mark.parametrize("path", [PAGE, WELCOME, f"{PAGE}nonsense/", f"{WELCOME}nonsense/", f"{PAGE}x.y.z/", f"{PAGE}é/"])
def test_nonsense_is_told_kindly(client, path):
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert "<form" not in answer.content.decode().partition("<main")[2]
    assert client.post(answer.request["PATH_INFO"], FORM).status_code == 200
    assert not User.objects.exists()


def made(**fields) -> ways_in.Made:
    return ways_in.make_account(made_by=None, site=SITE, username="noor", role=Role.STUDENT, **fields)


def test_a_way_in_is_a_first_password_and_then_signed_in(client):
    account = made(full_name="Noor H.")
    path = account.url.removeprefix(SITE)
    assert client.get(path)["Location"] == WELCOME
    assert "Noor H." in client.get(WELCOME).content.decode()
    assert User.objects.get().has_usable_password() is False
    answer = client.post(WELCOME, {"password1": PASSWORD, "username": "boss", "role": "admin"})
    user = User.objects.get()
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(user.pk))
    assert (user.username, user.role, user.check_password(PASSWORD)) == ("noor", "student", True)
    client.logout()
    client.get(path)
    assert "used up" in client.get(WELCOME).content.decode()


def test_a_weak_first_password_uses_nothing_up(client):
    account = made(national_id="123456789012")
    client.get(account.url.removeprefix(SITE))
    for weak in ("short", "123456789012", "noor", "x" * 1001, ""):
        assert 'id="id_password1-error"' in client.post(WELCOME, {"password1": weak}).content.decode()
    assert SingleUseLink.objects.get().used_at is None


@pytest.mark.parametrize("end", ["a newer one", "closed", "a new password", "another role", "another e-mail", "time"])
def test_a_way_in_dies(client, end, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    account = made(email="noor@school.example")
    user = account.user
    if end == "a newer one":
        ways_in.make_way_in(user=user, made_by=None, site=SITE)
    elif end == "closed":
        services.deactivate(user=user)
        services.reactivate(user=user)
    elif end == "a new password":
        services.set_password(user=user, password=PASSWORD)
    elif end == "another role":
        services.set_role(user=user, role=Role.ADMIN)
    elif end == "another e-mail":
        services.correct_names(user=user, changes={"email": "other@school.example"})
    else:
        time_machine.move_to("2026-03-09T08:00:00Z", tick=False)
    client.get(account.url.removeprefix(SITE))
    assert "used up" in client.get(WELCOME).content.decode()
    assert "used up" in client.post(WELCOME, {"password1": "yet another passphrase"}).content.decode()
    assert User.objects.get().check_password("yet another passphrase") is False


def test_only_the_mailed_way_in_proves_the_email(client):
    account = made(email="noor@school.example")
    client.get(account.url.removeprefix(SITE))
    client.post(WELCOME, {"password1": PASSWORD})
    assert EmailAddress.objects.get().verified is False
    client.logout()
    ways_in.make_way_in(user=account.user, made_by=None, site=SITE)
    client.get(link_in(mail_to("noor@school.example")))
    client.post(WELCOME, {"password1": "another passphrase"})
    assert EmailAddress.objects.get().verified is True


def test_somebody_else_who_is_signed_in_does_not_use_it(signed_in, admin):
    account = made()
    client = signed_in(admin)
    client.get(account.url.removeprefix(SITE))
    for answer in (client.get(WELCOME), client.post(WELCOME, {"password1": PASSWORD})):
        assert "Somebody else is signed in here" in answer.content.decode()
    assert User.objects.get(username="noor").has_usable_password() is False
    sign_out_and_come_back(client, WELCOME)
    client.post(WELCOME, {"password1": PASSWORD})
    assert User.objects.get(username="noor").check_password(PASSWORD)
