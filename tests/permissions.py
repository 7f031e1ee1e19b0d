"""Route × role → status. Each app has its matrix in tests/<app>/test_permissions.py; test_routes fails on a route in none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.test import Client
from django.urls import reverse

# `outsider` and `owner` are teachers but where a thing belongs to a student: then `owner` of the world is the student.
ROLES = ("nobody", "student", "outsider", "owner", "admin", "classmate")
LOGIN = "/accounts/login/"


@dataclass(frozen=True)
class Route:
    """One call. `statuses` are those of ROLES, in that order; `kwargs` and `body` may name things of the world by `$name`.

    `classmate` is another student. Where nothing is the student's own, its status is left out: it is the student's.
    """

    name: str
    method: str
    statuses: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    # Where a page sends nobody, if not to the log-in page: pages that are for people without an account.
    leads_to: str = LOGIN

    @property
    def id(self) -> str:
        """What it is called in a report."""
        what = " ".join(f"{value}" for value in self.kwargs.values())
        return f"{self.method} {self.name} {what}".strip()

    def status_of(self, role: str) -> int:
        """What this role is answered."""
        listed = self.statuses.split()
        place = ROLES.index(role)
        return int(listed[place] if place < len(listed) else listed[ROLES.index("student")])

    def call(self, client: Client, world: dict[str, Any]) -> Any:
        """Do it."""
        address = reverse(self.name, kwargs=_filled(self.kwargs, world)) + self.query
        body = _filled(self.body, world)
        if self.method == "get":
            return client.get(address)
        if "/api/" in address and not any(hasattr(value, "read") for value in body.values()):
            return getattr(client, self.method)(address, body, "application/json")
        return getattr(client, self.method)(address, body)


# What somebody might send along in the hope that it is stored: rights, results, things of others.
EXTRAS: dict[str, Any] = {
    "role": "admin",
    "is_staff": True,
    "is_superuser": True,
    "is_admin": True,
    "is_active": False,
    "email_confirmed": True,
    "standing": 99,
    "score": 1_000_000,
    "points_earned": 1_000_000,
    "correct": True,
    "owner": 1,
    "user_id": 1,
    "groups": [1],
    "user_permissions": [1],
}


def _filled(values: dict[str, Any], world: dict[str, Any]) -> dict[str, Any]:
    return {
        name: world[value[1:]] if isinstance(value, str) and value.startswith("$") else value for name, value in values.items()
    }


class Cast:
    """The people of ROLES by their fixtures, each made when asked for."""

    def __init__(self, request: Any) -> None:
        self._request = request

    def __getitem__(self, role: str) -> Any:
        return self._request.getfixturevalue("teacher" if role == "owner" else role)


def writing(matrix: Sequence[Route], roles: Sequence[str] = ("nobody", "student", "owner")) -> list[Any]:
    """For `parametrize(("route", "role"), …)`: the calls that take a body, as people who may not give rights away."""
    import pytest

    rows = [route for route in matrix if route.method in {"post", "put", "patch"}]
    return [pytest.param(route, role, id=f"{route.id} as {role}") for route in rows for role in roles]


def check_extras(route: Route, role: str, people: Cast, world: dict[str, Any], signed_in: Callable[[Any], Client]) -> None:
    """Fields nobody asked for change nothing: the same status, nobody has more rights than before, no score is made up."""
    from accounts.models import User
    from quizzes.models import Player

    rights = ("pk", "role", "is_staff", "is_superuser", "is_active")
    before = set(User.objects.values_list(*rights))
    extra = {name: value for name, value in EXTRAS.items() if name not in route.body}
    client = Client(raise_request_exception=False) if role == "nobody" else signed_in(people[role])

    answer = replace(route, body={**extra, **route.body}).call(client, world)

    assert answer.status_code == route.status_of(role), answer.content[:300]
    made = set(User.objects.values_list(*rights)) - before
    assert {row[1:] for row in made} <= {("student", False, False, True)}
    assert not Player.objects.filter(score__gte=EXTRAS["score"]).exists()


def cases(matrix: Sequence[Route]) -> list[Any]:
    """For `parametrize(("route", "role"), …)`."""
    import pytest

    return [pytest.param(route, role, id=f"{route.id} as {role}") for route in matrix for role in ROLES]


def check(route: Route, role: str, people: Cast, world: dict[str, Any], signed_in: Callable[[Any], Client]) -> None:
    """The role is answered as the matrix says. A page sends who must sign in to the log-in page, and only there."""
    client = Client(raise_request_exception=False) if role == "nobody" else signed_in(people[role])
    answer = route.call(client, world)
    assert answer.status_code == route.status_of(role), answer.content[:300]
    if role == "nobody" and answer.status_code == 302 and route.method == "get":
        assert answer.headers["Location"].startswith(route.leads_to) or answer.headers["Location"] == "/"
    if answer.status_code in {401, 403, 404} and "/api/" in answer.wsgi_request.path:
        assert set(answer.json()) == {"type", "errors"}
