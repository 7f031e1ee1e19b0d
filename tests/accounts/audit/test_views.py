"""The page of one's own events."""

import pytest

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

PAGE = "/accounts/settings/security/events/"


def test_the_page_shows_all_of_ones_own_in_pages(signed_in, student):
    for number in range(60):
        record_event(Kind.KEY_MADE, user_id=student.pk, name=f"Key-{number:02}")
    client = signed_in(student)
    first, second = (client.get(PAGE, {"page": page}).content.decode() for page in (1, 2))
    assert ("Key-59" in first, "Key-00" in first, "Key-00" in second) == (True, False, True)


def test_the_page_shows_nothing_of_others(signed_in, student):
    record_event(Kind.KEY_MADE, user_id=make_user("other").pk, name="Secret plan")
    assert "Secret plan" not in signed_in(student).get(PAGE).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", ""])
def test_a_page_that_is_none_is_the_nearest(signed_in, student, page):
    assert signed_in(student).get(PAGE, {"page": page}).status_code == 200


def test_names_are_text(signed_in, student):
    record_event(Kind.KEY_MADE, user_id=student.pk, name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in signed_in(student).get(PAGE).content.decode()
