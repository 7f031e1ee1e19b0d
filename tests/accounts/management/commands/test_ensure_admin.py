"""`manage.py ensure_admin`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

FIRST = {"username": "", "email": "head@school.example", "password": "a good long one", "national_id": ""}


def run() -> str:
    out = StringIO()
    call_command("ensure_admin", stdout=out)
    return out.getvalue()


def test_it_makes_the_first_administrator_once(settings):
    settings.FIRST_ADMIN = FIRST
    assert run() == "Administrator admin was made.\n"
    assert run() == "There is an administrator already.\n"
    user = User.objects.get()
    assert (user.username, user.email, user.role, user.is_superuser) == ("admin", "head@school.example", "admin", True)


@pytest.mark.parametrize("missing", [{"password": ""}, {"email": ""}])
def test_it_does_nothing_without_the_variables(settings, missing):
    settings.FIRST_ADMIN = {**FIRST, **missing}
    assert "not set" in run()
    assert not User.objects.exists()


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"national_id": "12"}, {"username": "a@b"}])
def test_it_says_which_variable_will_not_do(settings, wrong):
    settings.FIRST_ADMIN = {**FIRST, **wrong}
    with pytest.raises(CommandError, match=r"ADMIN_\*"):
        run()


def test_it_takes_nobodys_name(settings):
    settings.FIRST_ADMIN = {**FIRST, "username": "noor"}
    make_user("noor")
    with pytest.raises(CommandError, match="belongs to somebody"):
        run()
