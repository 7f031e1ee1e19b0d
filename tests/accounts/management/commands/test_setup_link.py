"""`manage.py setup_link`, and what the start of a server says."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import SingleUseLink
from lib.serving.banner import banner, first_steps
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def run(**options) -> str:
    out = StringIO()
    call_command("setup_link", stdout=out, **options)
    return out.getvalue()


def test_it_prints_a_link_that_replaces_the_one_before(client, settings):
    settings.BASE_URL = "https://school.example"
    first, second = (re.search(r"https://school\.example(/setup/[\w-]{43}/)", run())[1] for _ in range(2))
    assert "within 24 hours" in run()
    assert first != second
    assert SingleUseLink.objects.count() == 1


def test_without_base_url_it_names_this_machine(settings):
    settings.BASE_URL, settings.PORT, settings.HOST = "", 8112, "127.0.0.1"
    assert re.search(r"http://localhost:8112/setup/[\w-]{43}/\n", run())


def test_it_says_nothing_more_where_there_is_an_administrator():
    make_user("admin", role="admin")
    assert run() == "There is an administrator already.\n"
    assert run(verbosity=0) == ""
    assert first_steps() == []


def test_the_start_prints_it_until_there_is_an_administrator(settings, tmp_path):
    settings.DEMO = False
    assert re.search(r"/setup/[\w-]{43}/", banner(8112, "ascii"))
    make_user("admin", role="admin")
    assert "/setup/" not in banner(8112, "ascii")
    assert "Sign in with your account." in banner(8112, "ascii")
