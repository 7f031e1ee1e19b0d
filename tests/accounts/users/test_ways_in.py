"""Accounts made by others, and the first administrator: nobody knows a password but the person."""

import pytest
from django.contrib.auth import authenticate

from accounts.audit.models import AuditEvent
from accounts.models import SingleUseLink, User
from accounts.users import ways_in
from accounts.users.roles import Role
from lib.errors import DomainError
from tests.accounts.letters import mail_to
from tests.factories.accounts import PASSWORD, make_user
from tests.threads import at_once

SITE = "http://testserver"


@pytest.mark.django_db
def test_no_password_follows_from_what_is_known(admin):
    """The education original made it of the national id's first and last three digits; whoever knew the id signed in."""
    ways_in.make_account(
        made_by=admin, site=SITE, username="noor", role=Role.STUDENT, national_id="123456789012", email="noor@school.example"
    )
    user = User.objects.get(username="noor")
    assert user.has_usable_password() is False
    for guess in ("123012", "123456789012", "noor", "noor@school.example", "student", "password", user.password, ""):
        for login in ("noor", "123456789012", "noor@school.example"):
            assert authenticate(None, username=login, password=guess) is None


@pytest.mark.django_db
def test_only_a_digest_is_kept_and_the_mail_holds_another_form(admin):
    made = ways_in.make_account(made_by=admin, site=SITE, username="noor", role=Role.STUDENT, email="noor@school.example")
    token = made.url.rstrip("/").rpartition("/")[2]
    assert token not in str(SingleUseLink.objects.values().get())
    assert token not in str(AuditEvent.objects.values())
    mail = mail_to("noor@school.example")
    assert f"/accounts/welcome/{token}." in mail.text
    assert "Your username is noor" in mail.text
    assert {event.kind for event in AuditEvent.objects.all()} == {"account.made", "link.way_in_made"}


@pytest.mark.django_db
def test_a_new_way_in_is_told_to_the_person_and_leaves_the_password(admin, student):
    ways_in.make_way_in(user=student, made_by=admin, site=SITE)
    assert student.check_password(PASSWORD)
    assert "the old one holds" in mail_to("student@school.example").text
    assert AuditEvent.objects.get().actor == admin


@pytest.mark.django_db
def test_a_closed_account_has_no_way_in(admin, student):
    User.objects.filter(pk=student.pk).update(is_active=False)
    with pytest.raises(DomainError, match="closed") as refused:
        ways_in.make_way_in(user=student, made_by=admin, site=SITE)
    assert refused.value.code == "account_closed"


@pytest.mark.django_db
def test_there_is_no_setup_token_where_somebody_runs_the_house():
    assert ways_in.make_setup_token() is not None
    make_user("admin", role="admin")
    assert ways_in.make_setup_token() is None
    assert not SingleUseLink.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_becomes_the_first_administrator():
    token = ways_in.make_setup_token()
    take = [
        lambda name=name: str(ways_in.take_setup(token=token, username=name, email=f"{name}@school.example", password=PASSWORD))
        for name in ("one", "two", "three")
    ]
    results = at_once(*take)
    assert sorted(results).count("link_not_valid") == 2
    assert User.objects.filter(role="admin").count() == User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_way_in_at_once_one_chooses_the_password():
    made = ways_in.make_account(made_by=None, site=SITE, username="noor", role=Role.STUDENT)
    token = made.url.rstrip("/").rpartition("/")[2]
    passwords = [f"a long passphrase {number}" for number in range(3)]
    results = at_once(*[lambda one=one: str(ways_in.take_way_in(given=token, password=one)) for one in passwords])
    assert sorted(results) == ["link_not_valid", "link_not_valid", "noor"]
    assert sum(User.objects.get().check_password(one) for one in passwords) == 1
