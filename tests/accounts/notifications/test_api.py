"""What one can be told about, by REST."""

import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_every_kind_stands_there_with_its_choices(api, student):
    User.objects.filter(pk=student.pk).update(muted=["account.new_device:mail"])
    rows = api(student).get("/api/v1/auth/notifications/").json()
    assert [row["kind"] for row in rows] == ["account.new_device", "account.security"]
    assert [row["channels"] for row in rows] == [
        [{"channel": "mail", "value": "account.new_device:mail", "is_wanted": False, "is_locked": False}],
        [{"channel": "mail", "value": "account.security:mail", "is_wanted": True, "is_locked": True}],
    ]
    assert rows[0]["words"] == "Signed in from a new device"
