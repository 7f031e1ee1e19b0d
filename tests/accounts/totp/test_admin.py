"""Back office of second factors: rows without secrets, and the one way to take a factor away, which tells its person."""

import pytest

from accounts.models import AuditEvent, RecoveryCode, TotpDevice
from lib.models import OutboxMail
from tests.factories.second_factors import make_app

pytestmark = pytest.mark.django_db


def test_no_page_shows_a_secret_and_nothing_is_deleted_there(signed_in, admin, student):
    make_app(student)
    device, code = TotpDevice.objects.get(), RecoveryCode.objects.first()
    client = signed_in(admin)
    for page in (f"totpdevice/{device.pk}/change/", f"recoverycode/{code.pk}/change/", "totpdevice/", "recoverycode/"):
        html = client.get(f"/admin/accounts/{page}").content.decode()
        assert "student" in html
        assert device.sealed_secret not in html
        assert code.digest not in html
    assert client.post(f"/admin/accounts/totpdevice/{device.pk}/delete/", {"post": "yes"}).status_code == 403
    assert TotpDevice.objects.exists()


def test_the_action_on_people_removes_the_factor_and_tells_them(signed_in, admin, student, teacher):
    make_app(student)
    answer = signed_in(admin).post(
        "/admin/accounts/user/",
        {"action": "remove_second_factor", "_selected_action": [student.pk, teacher.pk]},
        follow=True,
    )
    assert "1 person signs in without a code now." in answer.content.decode()
    assert not TotpDevice.objects.exists()
    event = AuditEvent.objects.get(kind="second_factor.removed")
    assert (event.user_id, event.actor_id, event.data) == (student.pk, admin.pk, {"by": "operator"})
    assert OutboxMail.objects.get().to == student.email
