"""Links that work once: what is kept of them, when they end, and who gets one of many who press at once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.links import services
from accounts.links.errors import LinkNotValid
from accounts.models import SingleUseLink
from tests.factories.accounts import make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db

SIGN_IN, CHANGE = services.Purpose.SIGN_IN, services.Purpose.EMAIL_CHANGE
HOUR = timedelta(hours=1)


def holds(token, purpose=SIGN_IN):
    try:
        services.look_at_link(purpose=purpose, token=token)
    except LinkNotValid:
        return False
    return True


def test_only_a_digest_is_kept(student):
    token = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student, email="x@school.example")
    row = SingleUseLink.objects.get()
    assert token not in f"{row.__dict__}"
    assert (row.data, len(row.digest)) == ({"email": "x@school.example"}, 64)


def test_looking_uses_nothing_up_and_using_does(student):
    token = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
    assert [holds(token) for _ in range(3)] == [True] * 3
    assert services.use_link(purpose=SIGN_IN, token=token).user == student
    assert holds(token) is False
    with pytest.raises(LinkNotValid):
        services.use_link(purpose=SIGN_IN, token=token)


def test_a_token_is_for_one_purpose(student):
    token = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
    assert (holds(token), holds(token, CHANGE), holds(token + "x"), holds("")) == (True, False, False, False)


def test_a_newer_link_ends_the_older_one_of_the_same_person_alone(student, teacher):
    old = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
    other = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=teacher)
    new = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
    assert (holds(old), holds(other), holds(new)) == (False, True, True)


def test_links_end_with_their_time_and_with_the_account(student):
    with time_machine.travel("2026-03-01 08:00Z", tick=False) as clock:
        token = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
        clock.move_to("2026-03-01 08:59:59Z")
        assert holds(token)
        clock.move_to("2026-03-01 09:00Z")
        assert not holds(token)
    token = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
    student.is_active = False
    student.save()
    assert not holds(token)


def test_links_that_belong_together_are_made_and_replaced_together(student):
    data = {"new": {"side": "new"}, "old": {"side": "old"}}
    first = services.make_links(purpose=CHANGE, lifetime=HOUR, user=student, data=data)
    services.use_link(purpose=CHANGE, token=first["new"])
    assert (holds(first["new"], CHANGE), holds(first["old"], CHANGE)) == (False, True)

    second = services.make_links(purpose=CHANGE, lifetime=HOUR, user=student, data=data)

    assert holds(first["old"], CHANGE) is False
    assert sorted(row.data["side"] for row in services.holding_of(purpose=CHANGE, user=student)) == ["new", "old"]
    assert all(holds(token, CHANGE) for token in second.values())


def test_a_renewed_link_holds_by_its_new_token_alone(student):
    old = services.make_link(purpose=CHANGE, lifetime=HOUR, user=student)
    link = SingleUseLink.objects.get()
    new = services.renew_link(link)
    assert (holds(old, CHANGE), holds(new, CHANGE)) == (False, True)
    services.use_link(purpose=CHANGE, token=new)
    with pytest.raises(LinkNotValid):
        services.renew_link(link)


def test_a_link_is_used_up_by_what_it_was_made_with(student):
    services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student, mail="one")
    with pytest.raises(LinkNotValid):
        services.use_link_of(purpose=SIGN_IN, user=student, mail="another")
    services.use_link_of(purpose=SIGN_IN, user=student, mail="one")
    with pytest.raises(LinkNotValid):
        services.use_link_of(purpose=SIGN_IN, user=student, mail="one")


def test_links_are_forgotten_a_month_after_their_end(student):
    services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=student)
    now = timezone.now()
    assert services.forget_expired(now + HOUR + timedelta(days=29)) == 0
    assert services.forget_expired(now + HOUR + timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_gets_in():
    token = services.make_link(purpose=SIGN_IN, lifetime=HOUR, user=make_user("noor"))

    results = at_once(*[lambda: services.use_link(purpose=SIGN_IN, token=token).user.username] * 8)

    assert sorted(results) == [LinkNotValid.code] * 7 + ["noor"]
