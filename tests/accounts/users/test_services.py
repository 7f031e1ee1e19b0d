"""What is done with users, and what is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.users import services
from accounts.users.errors import AdministratorNameTaken, LastAdministrator
from accounts.users.roles import Role
from accounts.users.signals import standing_ended
from lib import hub
from lib.errors import InvalidFields
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def make(**fields: str) -> User:
    return services.create_user(**{"username": "noor", "email": "noor@school.example", "password": PASSWORD, **fields})


@pytest.fixture
def endings() -> list[int]:
    """Whose standing ended, as the signal says."""
    heard: list[int] = []

    def hear(user_id: int, **signal: object) -> None:
        heard.append(user_id)

    standing_ended.connect(hear, weak=False)
    yield heard
    standing_ended.disconnect(hear)


def test_create_user_makes_a_student_with_a_password_and_nothing_more():
    user = make(username=" Noor ", email="Noor@School.Example")
    stored = User.objects.get(pk=user.pk)
    assert (stored.username, stored.email, stored.role) == ("Noor", "noor@school.example", "student")
    assert (stored.is_staff, stored.is_superuser, stored.is_active) == (False, False, True)
    assert stored.check_password(PASSWORD)


def test_create_user_stores_nothing_as_null_so_that_many_may_have_nothing():
    make(username="one", email="")
    make(username="two", email="")
    assert list(User.objects.values_list("email", "national_id")) == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("fields", "attr", "code"),
    [
        ({"username": "123456789012"}, "username", "invalid"),
        ({"username": "١٢٣٤٥٦٧٨٩٠١٢"}, "username", "invalid"),
        ({"username": "noor@home"}, "username", "invalid"),
        ({"username": "two words"}, "username", "invalid"),
        ({"username": "zero\u200bwidth"}, "username", "invalid"),
        ({"username": ""}, "username", "blank"),
        ({"username": "n" * 61}, "username", "max_length"),
        ({"username": "TAKEN"}, "username", "unique"),
        ({"email": "nowhere"}, "email", "invalid"),
        ({"email": "Taken@School.Example"}, "email", "unique"),
        ({"national_id": "12345678901"}, "national_id", "invalid"),
        ({"national_id": "12345678901x"}, "national_id", "invalid"),
        ({"national_id": "١٢٣٤٥٦٧٨٩٠١٢"}, "national_id", "invalid"),
        ({"national_id": "000000000001"}, "national_id", "unique"),
        ({"password": "short"}, "password", "password_too_short"),
        ({"password": "password"}, "password", "password_too_common"),
        ({"password": "8467291035"}, "password", "password_entirely_numeric"),
        ({"username": "noor.haddad", "password": "noor.haddad"}, "password", "password_too_similar"),
        ({"password": "x" * 1001}, "password", "max_length"),
    ],
)
def test_create_user_refuses(fields: dict[str, str], attr: str, code: str):
    make_user("taken", national_id="000000000001")
    with pytest.raises(InvalidFields) as refused:
        make(**fields)
    assert (attr, code) in {(problem.attr, problem.code) for problem in refused.value.problems}
    assert User.objects.count() == 1


def test_create_user_names_everything_that_is_wrong_at_once():
    with pytest.raises(InvalidFields) as refused:
        make(username="a b", email="nowhere", password="short")
    assert {problem.attr for problem in refused.value.problems} == {"username", "email", "password"}


def test_create_user_takes_long_passwords_whole():
    user = make(password="p" * 100 + " end")
    assert not user.check_password("p" * 100)


@pytest.mark.parametrize(
    "row",
    [
        {"username": "NOOR"},
        {"username": "other", "email": "NOOR@school.example"},
        {"username": "a@b"},
        {"username": "123456789012"},
        {"username": "other", "email": "nowhere"},
        {"username": "other", "national_id": "1"},
        {"username": "other", "role": "admin", "is_staff": False},
    ],
)
def test_the_database_itself_refuses(row: dict[str, object]):
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(**row)])


def test_set_role_gives_the_back_office_to_administrators_alone_and_ends_their_sessions(endings):
    user = make()
    services.set_role(user=user, role=Role.ADMIN)
    assert (user.role, user.is_staff, user.is_superuser, user.standing) == ("admin", True, False, 1)
    make_user("second", role="admin")
    services.set_role(user=user, role=Role.TEACHER)
    assert (user.role, user.is_staff, user.standing) == ("teacher", False, 2)
    assert endings == [user.pk, user.pk]


def test_set_role_to_the_same_role_ends_nothing(endings):
    services.set_role(user=make(), role=Role.STUDENT)
    assert endings == []


def test_the_last_administrator_stays(admin):
    make_user("closed", role="admin", is_active=False)
    with pytest.raises(LastAdministrator):
        services.set_role(user=admin, role=Role.TEACHER)
    with pytest.raises(LastAdministrator):
        services.deactivate(user=admin)
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == ("admin", True)


def test_superuser_is_for_administrators(admin, teacher):
    services.set_superuser(user=teacher, is_superuser=True)
    assert teacher.is_superuser is False
    make_user("second", role="admin", is_superuser=True)
    services.set_superuser(user=admin, is_superuser=False)
    assert (admin.is_superuser, admin.standing) == (False, 1)


def test_deactivate_shuts_pages_at_once(student, signed_in, endings):
    client = signed_in(student)
    services.deactivate(user=student)
    assert (student.is_active, endings) == (False, [student.pk])
    assert client.get("/api/v1/auth/me/").status_code == 401
    services.reactivate(user=student)
    assert client.get("/api/v1/auth/me/").status_code == 401, "an old session must not wake up again"


def test_set_password_ends_every_session(student, signed_in, endings):
    client = signed_in(student)
    assert client.get("/api/v1/auth/me/").status_code == 200
    services.set_password(user=student, password="another passphrase")
    assert client.get("/api/v1/auth/me/").status_code == 401
    assert User.objects.get(pk=student.pk).check_password("another passphrase")
    assert endings == [student.pk]


def test_set_password_refuses_a_weak_one(student):
    with pytest.raises(InvalidFields):
        services.set_password(user=student, password="short")
    assert User.objects.get(pk=student.pk).check_password(PASSWORD)


def test_sockets_are_shut_after_the_commit(student, monkeypatch, django_capture_on_commit_callbacks):
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(hub, "announce", lambda group, text: said.append((group, text)))
    with django_capture_on_commit_callbacks(execute=True):
        services.deactivate(user=student)
        assert said == []
    assert said == [(f"user.{student.pk}", '{"disconnect": 4401}')]


def test_sessions_outlive_a_change_of_the_secret_key(student, signed_in, settings):
    client = signed_in(student)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 40
    assert client.get("/api/v1/auth/me/").status_code == 200
    assert SESSION_KEY in client.session


def test_update_profile_changes_settings_and_nothing_else(student):
    changes = {"full_name": " Stu Dent ", "theme": "dark", "time_zone": "Europe/Berlin", "role": "admin", "username": "boss"}
    services.update_profile(user=student, changes=changes)
    student.refresh_from_db()
    assert (student.full_name, student.theme, student.time_zone) == ("Stu Dent", "dark", "Europe/Berlin")
    assert (student.role, student.username) == ("student", "student")


@pytest.mark.parametrize(
    "changes", [{"time_zone": "Mars/Base"}, {"language": "xx"}, {"theme": "pink"}, {"full_name": "n" * 151}]
)
def test_update_profile_refuses(student, changes):
    with pytest.raises(InvalidFields) as refused:
        services.update_profile(user=student, changes=changes)
    assert refused.value.attr == next(iter(changes))


def test_note_seen_writes_once_a_minute(student, django_assert_num_queries):
    now = timezone.now()
    assert services.note_seen(user=student, now=now) is True
    with django_assert_num_queries(0):
        assert services.note_seen(user=student, now=now + timedelta(seconds=59)) is False
    stale = User.objects.get(pk=student.pk)
    stale.last_seen = None
    assert services.note_seen(user=stale, now=now + timedelta(seconds=59)) is False, "another process has written it"
    assert services.note_seen(user=student, now=now + timedelta(seconds=60)) is True


def test_is_online_for_two_minutes(student):
    student.last_seen = timezone.now() - timedelta(seconds=100)
    assert student.is_online
    student.last_seen = timezone.now() - timedelta(seconds=140)
    assert not student.is_online


FIRST = {"username": "head", "email": "head@school.example", "password": "a good long one", "national_id": "123456789012"}


def test_ensure_administrator_makes_the_first_one_once():
    made = services.ensure_administrator(**FIRST)
    assert (made.role, made.is_staff, made.is_superuser) == ("admin", True, True)
    assert services.ensure_administrator(**{**FIRST, "password": "something else"}) is None
    assert User.objects.get().check_password("a good long one")


def test_ensure_administrator_overwrites_nobody(admin):
    before = User.objects.values().get()
    assert services.ensure_administrator(**FIRST) is None
    assert User.objects.values().get() == before


def test_ensure_administrator_promotes_no_pupil_of_that_name():
    make_user("head", role="student")
    with pytest.raises(AdministratorNameTaken):
        services.ensure_administrator(**FIRST)
    assert User.objects.get().role == "student"
