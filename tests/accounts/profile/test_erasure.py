"""Leaving: days of grace, then nothing of the person is left but numbers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps

from accounts.models import LoginSession, RefreshFamily, User
from accounts.profile import erasure
from accounts.profile.errors import NotAskedFor, UsernameDiffers
from accounts.signin.errors import SignInLocked
from accounts.users.errors import LastAdministrator, WrongPassword
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.quizzes import make_game, make_player

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=15)
HERE = "192.0.2.7"


def erased(user) -> User:
    with time_machine.travel(NOON, tick=False):
        erasure.ask_for_erasure(user=user)
    assert erasure.erase_due(now=LATER) == 1
    user.refresh_from_db()
    return user


def test_it_waits_for_the_days_of_grace(student, settings):
    settings.ERASURE_GRACE_DAYS = 14
    with time_machine.travel(NOON, tick=False):
        assert erasure.ask_for_erasure(user=student) == NOON + timedelta(days=14)
        assert erasure.ask_for_erasure(user=student) == NOON + timedelta(days=14)

    assert erasure.erase_due(now=NOON + timedelta(days=13)) == 0
    assert [mail.subject for mail in OutboxMail.objects.all()] == ["Your account will be erased"]
    student.refresh_from_db()
    assert student.full_name == "Stu Student"


def test_it_can_be_taken_back_until_then(student):
    erasure.ask_for_erasure(user=student)
    erasure.take_back_erasure(user=student)

    assert erasure.erase_due(now=LATER + timedelta(days=400)) == 0
    with pytest.raises(NotAskedFor):
        erasure.take_back_erasure(user=student)


def test_nothing_tells_who_it_was(student, teacher, api, signed_in):
    """Every text column of every table is searched for the name, the address and the nickname."""
    signed_in(student)
    api(student)
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    student.phone, student.national_id = "0521 4711", "123456789012"
    student.save()
    make_player(make_game(owner=teacher), nickname="Stulein", user=student)

    gone = erased(student)

    assert (gone.username, gone.email, gone.full_name, gone.is_active) == (f"erased-{gone.pk}", None, "", False)
    assert LoginSession.objects.filter(user=gone).count() == RefreshFamily.objects.filter(user=gone).count() == 0
    words = ("student@school.example", "Stu Student", "Stulein", "4711", "123456789012")
    found = [
        f"{model._meta.label}.{field.name}: {word}"
        for model in apps.get_models()
        if model._meta.label not in {"sessions.Session", "lib.OutboxMail"}
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False)
        and field.get_internal_type() in {"CharField", "TextField", "EmailField", "JSONField"}
        for word in words
        if model._base_manager.filter(**{f"{field.name}__icontains": word}).exists()
    ]
    assert found == []
    assert set(OutboxMail.objects.values_list("subject", flat=True)) == {"Your account is erased"}


def test_answers_stay_with_who_hosted_them(student, teacher):
    game = make_game(owner=teacher)
    player = make_player(game, nickname="Stu", user=student, score=900)

    erased(student)

    player.refresh_from_db()
    assert (player.user, player.nickname, player.score) == (None, f"– {player.number}", 900)


def test_games_stay_with_who_played_and_quizzes_go(teacher, student):
    game = make_game(owner=teacher)
    make_player(game, nickname="Stu", user=student)

    erased(teacher)

    game.refresh_from_db()
    assert (game.owner.username, game.phase, game.players.count()) == (f"erased-{teacher.pk}", "finished", 1)
    assert teacher.quizzes.count() == 0


def test_nobody_signs_in_again_and_the_name_is_free(student):
    gone = erased(student)

    assert not gone.check_password(PASSWORD)
    assert make_user("student").pk != gone.pk


def test_the_last_administrator_stays(admin):
    with pytest.raises(LastAdministrator):
        erasure.ask_for_erasure(user=admin)
    other = make_user("second", role="admin", is_superuser=True)
    erasure.ask_for_erasure(user=admin)
    User.objects.filter(pk=other.pk).update(is_active=False)

    assert erasure.erase_due(now=LATER) == 0
    admin.refresh_from_db()
    assert admin.username == "admin"


def test_it_takes_the_username_and_the_password(student):
    with pytest.raises(UsernameDiffers):
        erasure.prove(user=student, username="studen", password=PASSWORD, address=HERE)
    with pytest.raises(WrongPassword):
        erasure.prove(user=student, username="student", password="wrong", address=HERE)

    erasure.prove(user=student, username="student", password=PASSWORD, address=HERE)


def test_guessing_the_password_here_locks_as_at_the_door(student):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            erasure.prove(user=student, username="student", password="wrong", address=HERE)
    with pytest.raises(SignInLocked):
        erasure.prove(user=student, username="student", password=PASSWORD, address=HERE)


def test_the_api_asks_tells_and_takes_back(student, api):
    client, address = api(student), "/api/v1/auth/erasure/"

    assert client.get(address).json() == {"erase_at": None}
    assert client.post(address, {"username": "student"}).json()["errors"][0]["code"] == "wrong_password"
    answer = client.post(address, {"username": "student", "password": PASSWORD})
    assert answer.status_code == 202
    assert client.get(address).json() == answer.json()
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 409
