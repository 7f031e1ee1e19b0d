"""Finding people by name: those one shares a circle with, names and pictures only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.users import circles
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

PEOPLE = "/api/v1/people/"


def names(answer) -> list[str]:
    return [row["username"] for row in answer.json()["results"]]


@pytest.fixture
def circle():
    """`circle(name, *people)`: all of them find one another."""
    made = []

    def make(name, *people):
        ids = [person.pk for person in people]
        members = User.objects.filter(pk__in=ids)
        circles.register(
            name, lambda user_id: members.values_list("pk") if user_id in ids else members.none().values_list("pk")
        )
        made.append(name)

    yield make
    for name in made:
        circles.forget(name)


def test_without_a_circle_nobody_is_found(api, student, teacher, admin):
    for person in (student, teacher, admin):
        assert names(api(person).get(PEOPLE)) == []


def test_those_of_my_circles_are_found_once_and_others_not(api, student, teacher, outsider, circle):
    noor = make_user("noor", full_name="Noor H.")
    circle("rooms", student, noor)
    circle("groups", student, noor, teacher)
    assert names(api(student).get(PEOPLE)) == ["noor", "teacher"]
    assert names(api(teacher).get(PEOPLE)) == ["noor", "student"]
    assert names(api(outsider).get(PEOPLE)) == []


@pytest.mark.parametrize("rule", ["shared", "all"])
def test_no_email_is_ever_told(api, student, teacher, settings, circle, rule):
    """The chat original gave every account everybody's e-mail."""
    settings.PEOPLE_SEARCH = rule
    circle("groups", student, teacher)
    answer = api(student).get(PEOPLE)
    (row,) = answer.json()["results"]
    assert row == {"id": str(teacher.pk), "username": "teacher", "full_name": "Tara Teacher", "avatar": None}
    assert "@" not in answer.content.decode()
    assert names(api(student).get(f"{PEOPLE}?search=teacher@school")) == []


def test_all_where_the_school_says_so(api, student, teacher, outsider, settings):
    settings.PEOPLE_SEARCH = "all"
    assert names(api(student).get(PEOPLE)) == ["outsider", "teacher"]


@pytest.mark.parametrize("rule", ["shared", "all"])
def test_closed_and_erased_accounts_are_never_found(api, student, settings, circle, rule):
    settings.PEOPLE_SEARCH = rule
    closed = make_user("closed", is_active=False)
    erased = make_user("erased", erased_at=timezone.now())
    circle("groups", student, closed, erased)
    assert names(api(student).get(PEOPLE)) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("nora", ["n1"]),
        ("NÓRA capk", ["n1"]),
        ("айгерим", ["n2"]),
        ("ΝΊΚΟ", ["n3"]),
        ("n1", ["n1"]),
        ("1n", []),
        ("%", []),
        ("_", []),
        ("nora айгерим", []),
        ("", ["n2", "n1", "n3"]),
        ("   ", ["n2", "n1", "n3"]),
    ],
)
def test_search_takes_any_case_and_accent(api, student, settings, search, found):
    settings.PEOPLE_SEARCH = "all"
    for username, name in (("n1", "Nóra Čapková"), ("n2", "АЙГЕРИМ"), ("n3", "Νίκος")):
        make_user(username, full_name=name)
    assert sorted(names(api(student).get(PEOPLE, {"search": search}))) == sorted(found)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_four_queries(signed_in, student, circle, rows):
    people = [make_user(f"n{number}") for number in range(rows)]
    circle("rooms", student, *people)
    circle("groups", student, people[0])
    client = signed_in(student)
    client.get(PEOPLE)
    with CaptureQueriesContext(connection) as queries:
        assert len(names(client.get(f"{PEOPLE}?search=n"))) == rows
    assert len(queries) == 4  # the session, the person, the count, the rows


def test_nobody_who_is_not_signed_in_finds_anybody(api, student, settings):
    settings.PEOPLE_SEARCH = "all"
    assert api().get(PEOPLE).status_code == 401
