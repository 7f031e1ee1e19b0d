"""Every page there is, in a real browser: its policy holds, it has a title and one heading, axe is content, it fits 320 px."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.architecture.test_routes import MATRICES
from tests.factories.quizzes import make_game, make_player, make_quiz
from tests.permissions import Route, _filled

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]
# The API's own pages: their words are not ours.
LEFT_OUT = {"api-docs", "api-redoc"}
NARROW = {"width": 320, "height": 568}


def _pages(role: str) -> list[Route]:
    modules = [importlib.import_module(f"tests.{path.parent.name}.test_permissions") for path in MATRICES]
    rows = {row.id: row for module in modules for row in module.MATRIX if row.method == "get" and row.status_of(role) == 200}
    return [row for row in rows.values() if row.name not in LEFT_OUT]


def _addresses(page: Page, role: str, world: dict[str, Any]) -> Iterator[str]:
    """Of all routes that answer this role with a page."""
    for row in _pages(role):
        try:
            address = reverse(row.name, kwargs=_filled(row.kwargs, world)) + row.query
        except KeyError:
            continue  # a thing that only the world of another matrix has
        if not address.startswith(("/api/", "/files/")):
            answer = page.request.get(address)
            if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
                yield address


@pytest.fixture
def world(teacher: Any) -> dict[str, Any]:
    """What the addresses of the matrices name."""
    quizzes = {name: make_quiz(teacher, "single", visibility=name) for name in ("private", "public", "unlisted")}
    game = make_game(teacher, quiz=quizzes["public"])
    return {
        **{name: str(quiz.pk) for name, quiz in quizzes.items()},
        "game": str(game.pk),
        "pin": game.pin,
        "player": make_player(game).uid,
    }


@pytest.mark.parametrize("role", ["nobody", "owner", "admin"])
def test_every_page_holds_its_policy_and_fits(
    role: str, new_page: NewPage, check_axe: CheckAxe, world: dict[str, Any], teacher: Any, admin: Any
) -> None:
    """An error in a console, a broken policy among them, fails at the end of the test (`new_page`)."""
    page = new_page(user={"nobody": None, "owner": teacher, "admin": admin}[role])
    wrong, seen = [], 0
    for address in _addresses(page, role, world):
        page.set_viewport_size(NARROW)
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wrong.append(f"{address} is wider than a phone")
        if not page.title() or page.locator("h1:visible").count() != 1:
            wrong.append(f"{address}: title {page.title()!r}, {page.locator('h1:visible').count()} headings")
        check_axe(page)
        seen += 1
    assert wrong == []
    assert seen > 10


BACK_OFFICE = (
    "admin:index",
    "admin:accounts_user_changelist",
    "admin:accounts_user_add",
    "admin:accounts_auditevent_changelist",
    "admin:accounts_waitlistentry_changelist",
    "admin:lib_outboxmail_kept",
)


def test_the_back_office_holds_the_policy_too(new_page: NewPage, admin: Any) -> None:
    page = new_page(user=admin)
    for name in BACK_OFFICE:
        answer = page.goto(reverse(name))
        assert answer is not None
        assert (name, answer.status, page.url) == (name, 200, answer.url)
        page.get_by_role("heading", level=1).first.wait_for()
