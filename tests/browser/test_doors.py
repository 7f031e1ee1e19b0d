"""Doors that stay shut: the room is full, the game is over; and who is put out in the middle of a game."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quizzes.live.engine import Command
from quizzes.live.services import command_game
from quizzes.models import Player
from tests.factories.quizzes import make_game, make_player, question

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]


def enter(page: Page, pin: str, nickname: str) -> None:
    """Give a nickname at the door."""
    page.goto(f"/play/{pin}/")
    page.get_by_label("Nickname").fill(nickname)
    page.keyboard.press("Enter")


def test_full_room_says_so_and_lets_in_when_there_is_a_place(
    new_page: NewPage, teacher: Any, check_axe: CheckAxe, places: int
) -> None:
    game = make_game(teacher)
    others = [make_player(game, f"Player {number}") for number in range(places)]
    page = new_page(phone=True)

    enter(page, game.pin, "Noor")
    expect(page.get_by_role("heading", name="The room is full")).to_be_visible()
    check_axe(page)

    Player.objects.filter(pk=others[0].pk).delete()
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_role("heading", name="Noor")).to_be_visible()


def test_game_that_ended_behind_the_nickname_form_is_over(new_page: NewPage, teacher: Any, check_axe: CheckAxe) -> None:
    game = make_game(teacher)
    page = new_page(phone=True)
    page.goto(f"/play/{game.pin}/")
    page.get_by_label("Nickname").fill("Noor")
    command_game(game_id=game.pk, command=Command.END)

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This game is over")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Another PIN").click()
    expect(page.get_by_label("Game PIN")).to_be_focused()


@pytest.fixture
def ranked(new_page: NewPage, teacher: Any) -> tuple[Page, Page]:
    """A host at the ranking of a game, and a phone that has played."""
    game = make_game(teacher, [question(seconds=60), question()])
    host, phone = new_page(user=teacher), new_page(phone=True)
    host.goto(f"/games/{game.pk}/host/")
    enter(phone, game.pin, "Trouble")
    expect(host.get_by_text("1 in the room")).to_be_visible()
    host.keyboard.press(" ")
    phone.locator(".option").first.click()
    host.get_by_role("button", name="Ranking").click()
    return host, phone


def test_host_puts_somebody_out_from_the_ranking(ranked: tuple[Page, Page], check_axe: CheckAxe) -> None:
    host, phone = ranked
    name = host.locator(".ranks").get_by_role("button", name="Trouble")
    name.focus()
    host.keyboard.press("Enter")
    check_axe(host)
    host.get_by_role("button", name="Cancel").click()
    expect(name).to_be_focused()

    host.keyboard.press("Enter")
    host.get_by_role("button", name="Put out", exact=True).click()

    expect(phone.get_by_role("heading", name="You’re out of this game")).to_be_visible()
    expect(host.locator(".ranks li")).to_contain_text("Put out")
    expect(host.get_by_text("Trouble")).to_have_count(0)
    expect(host.locator("h1")).to_be_focused()
    check_axe(host)
