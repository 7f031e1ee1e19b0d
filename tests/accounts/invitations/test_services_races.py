"""One invitation, many hands."""

import pytest

from accounts.invitations import services as invitations
from accounts.models import Invitation, User
from accounts.signin.services import register
from tests.factories.accounts import PASSWORD
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_it_at_once_one_gets_an_account():
    token = invitations.make_invitation(made_by=None, site="http://testserver").url.rstrip("/").rpartition("/")[2]

    def use(number: int) -> str:
        names = {"username": f"n{number}", "email": f"n{number}@school.example"}
        return str(register(**names, password=PASSWORD, address="10.0.0.1", invite=token))

    results = at_once(*[lambda number=number: use(number) for number in range(5)])
    assert sorted(results).count("invite_not_valid") == 4
    assert User.objects.count() == 1
    assert Invitation.objects.get().used_by == User.objects.get()


@pytest.mark.django_db(transaction=True)
def test_using_and_taking_back_at_once_leave_one_truth():
    made = invitations.make_invitation(made_by=None, site="http://testserver")
    token = made.url.rstrip("/").rpartition("/")[2]
    names = {"username": "noor", "email": "noor@school.example"}
    at_once(
        lambda: register(**names, password=PASSWORD, address="10.0.0.1", invite=token),
        lambda: invitations.take_back(invitation=made.invitation),
    )
    state = Invitation.objects.get().state
    assert (state, User.objects.count()) in {("used", 1), ("taken_back", 0)}
