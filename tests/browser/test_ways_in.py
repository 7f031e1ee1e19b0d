"""How people come to have an account: let in by an invitation, by somebody who made it for them, as the first of all."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.invitations.services import make_invitation
from accounts.links.services import make_link
from accounts.models import SingleUseLink, User, WaitlistEntry
from accounts.users import ways_in
from accounts.users.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def path_of(url: str) -> str:
    return url.removeprefix("http://house")


def test_an_invitation_becomes_an_account(new_page, admin, check_axe):
    made = make_invitation(made_by=admin, site="http://house", role=Role.TEACHER, full_name="Noor Haddad")
    page = new_page(phone=True)
    page.goto(path_of(made.url))
    expect(page.get_by_label("Username")).to_have_value("noor.haddad")
    assert made.url.rpartition("/invitation/")[2] not in page.url
    check_axe(page)
    page.get_by_label("E-mail").fill("noor@school.example")
    page.get_by_label("Password", exact=True).fill("a long passphrase")
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/quizzes/")
    assert User.objects.get(username="noor.haddad").role == "teacher"


def test_an_account_that_somebody_made_gets_its_first_password(new_page, admin, check_axe):
    made = ways_in.make_account(made_by=admin, site="http://house", username="noor", role=Role.STUDENT)
    page = new_page(phone=True)
    page.goto(path_of(made.url))
    check_axe(page)
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Choose this password").click()
    expect(page.get_by_text("This password is too short")).to_be_visible()
    check_axe(page)
    page.get_by_label("Password", exact=True).fill("a long passphrase")
    page.get_by_role("button", name="Choose this password").click()
    page.wait_for_url("**/quizzes/")


def test_an_applicant_sees_the_place_changes_the_words_and_leaves(new_page, live, check_axe):
    entry = WaitlistEntry.objects.create(email="noor@school.example", full_name="Noor Haddad", note="New since Monday.")
    token = make_link(purpose=SingleUseLink.Purpose.WAITLIST, lifetime=timedelta(days=1), entry=str(entry.pk))
    page = new_page(phone=True)
    page.goto(f"/accounts/waitlist/link/{token}/")
    check_axe(page)
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_role("heading", name="You are in line, Noor Haddad")).to_be_visible()
    page.get_by_text("Change what I wrote").click()
    page.get_by_label("A word to the school").fill("In 9b.")
    check_axe(page)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Changed.")).to_be_visible()
    assert WaitlistEntry.objects.get().note == "In 9b."
    page.get_by_text("Take my request back").click()
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_url(f"{live}/")
    assert not WaitlistEntry.objects.exists()


def test_the_first_administrator_is_made_by_the_link_of_the_start(new_page, live, check_axe):
    page = new_page()
    page.goto(f"/setup/{ways_in.make_setup_token()}/")
    check_axe(page)
    page.get_by_label("Username").fill("head")
    page.get_by_label("E-mail").fill("head@school.example")
    page.get_by_label("Password", exact=True).fill("a long passphrase")
    page.get_by_role("button", name="Make the first administrator").click()
    page.wait_for_url("**/settings/security/")
    assert User.objects.get(username="head").is_superuser
