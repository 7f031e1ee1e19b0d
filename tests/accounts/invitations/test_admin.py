"""Invitations in the back office."""

import re

import pytest

from accounts.models import Invitation
from tests.accounts.letters import mail_to
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/invitation/"


def test_a_new_one_shows_its_address_once_and_is_mailed(signed_in, admin):
    client = signed_in(admin)
    body = {"email": "Noor@school.example", "full_name": "Noor H.", "role": "teacher", "used_by": admin.pk}
    page = client.post(f"{LIST}add/", body, follow=True).content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.made_by, invitation.used_by) == (
        "noor@school.example", "teacher", admin, None,
    )  # fmt: skip
    address = re.search(r"http://testserver(/accounts/invitation/[\w-]+/)", page)[1]
    assert client.get(address)["Location"] == "/accounts/invitation/"
    assert "/accounts/invitation/" in mail_to("noor@school.example").text
    assert address not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{invitation.pk}/change/").status_code == 200


def test_an_email_of_an_account_is_refused_in_the_form(signed_in, admin):
    make_user("noor")
    answer = signed_in(admin).post(f"{LIST}add/", {"email": "NOOR@school.example", "full_name": "", "role": "student"})
    assert answer.status_code == 200
    assert "belongs to an account" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_they_are_taken_back_and_never_deleted(signed_in, admin):
    client = signed_in(admin)
    client.post(f"{LIST}add/", {"email": "", "full_name": "", "role": "student"})
    invitation = Invitation.objects.get()
    assert client.post(f"{LIST}{invitation.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "take_back", "_selected_action": [str(invitation.pk)]})
    assert Invitation.objects.get().state == "taken_back"
