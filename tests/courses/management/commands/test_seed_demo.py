"""The demo: people who can sign in, quizzes that can be played, and nothing done twice."""

import re
import stat

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from accounts.models import User
from quizzes.library.services import freeze
from quizzes.models import Quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def logins(settings, tmp_path):
    """`logins()`: name → password, as they stand in the file after seeding."""
    settings.DATA_DIR = tmp_path

    def seed():
        call_command("seed_demo", verbosity=0)
        text = (tmp_path / "demo-logins.txt").read_text()
        return dict(re.findall(r"^(\S+) +(\S+)", text, re.MULTILINE))

    return seed


def test_everybody_can_sign_in(logins):
    people = logins()

    assert {"teacher", "admin", "ada"} <= people.keys()
    assert len(set(people.values())) == len(people)
    assert all(authenticate(username=name, password=password) for name, password in people.items())
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.get(username="teacher").role == "teacher"


@pytest.mark.parametrize(("rule", "told"), [("admin", True), ("everywhere", True), ("off", False)])
def test_the_administrator_is_told_of_the_second_factor(logins, tmp_path, settings, rule, told):
    settings.REQUIRE_STAFF_2FA = rule
    logins()
    lines = (tmp_path / "demo-logins.txt").read_text().splitlines()
    assert [line.split()[0] for line in lines if "authenticator app" in line] == (["admin"] if told else [])


def test_passwords_are_for_the_owner_of_the_folder_only(logins, tmp_path):
    logins()

    assert stat.S_IMODE((tmp_path / "demo-logins.txt").stat().st_mode) == 0o600


def test_three_quizzes_can_be_played_and_name_their_sources(logins):
    logins()

    quizzes = Quiz.objects.all()
    assert len(quizzes) == 3
    for quiz in quizzes:
        assert quiz.visibility == "public"
        assert "Sources:" in quiz.description
        assert 10 <= len(freeze(quiz=quiz).questions) <= 20


def test_second_time_changes_nothing(logins):
    first = logins()
    Quiz.objects.first().delete()

    assert logins() == first
    assert Quiz.objects.count() == 2


def test_name_that_is_taken_keeps_its_owner_and_password(logins):
    User.objects.create_user("Ada", "a long passphrase", email="ada@school.example")

    people = logins()

    assert "ada" not in people
    assert authenticate(username="Ada", password="a long passphrase")
