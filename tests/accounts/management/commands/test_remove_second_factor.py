"""`manage.py remove_second_factor`: for whoever has lost phone and codes."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from accounts.totp.queries import overview
from lib.models import OutboxMail
from tests.factories.second_factors import make_app

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["student", "STUDENT@school.example"])
def test_it_removes_the_factor_and_tells_the_person(student, login):
    make_app(student)
    out = io.StringIO()
    call_command("remove_second_factor", login, stdout=out)
    assert out.getvalue() == "student signs in without a code now, and is signed out everywhere.\n"
    assert not overview(student).is_on
    assert AuditEvent.objects.filter(kind="second_factor.removed", user_id=student.pk, actor_id=None).exists()
    assert OutboxMail.objects.get().to == student.email


@pytest.mark.parametrize(
    ("login", "said"), [("nobody", "Nobody signs in as nobody."), ("student", "student has no authenticator app.")]
)
def test_it_says_what_is_wrong(student, login, said):
    with pytest.raises(CommandError) as refused:
        call_command("remove_second_factor", login)
    assert str(refused.value) == said
