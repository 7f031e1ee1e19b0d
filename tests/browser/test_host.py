"""The host's page: two devices at once, keys, the lock, ending early."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from quizzes.live.engine import Command
from quizzes.live.services import command_game
from tests.factories.quizzes import make_game, question

NewPage = Callable[..., Page]


def test_two_devices_of_the_host_show_and_do_the_same(new_page: NewPage, teacher: Any, check_axe: Callable[..., None]) -> None:
    game = make_game(teacher, [question(seconds=60), question()])
    projector, tablet = new_page(user=teacher), new_page(user=teacher)
    for page in (projector, tablet):
        page.goto(f"/games/{game.pk}/host/")
        expect(page.get_by_text("0 in the room")).to_be_visible()

    projector.keyboard.press("l")
    expect(tablet.get_by_role("button", name="Locked: open it")).to_be_visible()
    projector.keyboard.press("l")
    expect(tablet.get_by_role("button", name="Lock the room")).to_be_visible()

    tablet.keyboard.press(" ")
    expect(projector.get_by_role("button", name="Close now")).to_be_visible()
    projector.get_by_role("button", name="Sound").click()
    expect(projector.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "true")

    tablet.get_by_role("button", name="Close now").click()
    expect(projector.get_by_text("0 of 0 had it")).to_be_visible()

    projector.get_by_role("button", name="End").click()
    check_axe(projector)
    projector.get_by_role("button", name="Cancel").click()
    expect(projector.get_by_role("dialog")).to_have_count(0)
    projector.get_by_role("button", name="End").click()
    projector.get_by_role("button", name="End the game").click()
    for page in (projector, tablet):
        expect(page.get_by_text("Nobody played this time.")).to_be_visible()


def test_reading_phase_shows_the_question_first(new_page: NewPage, teacher: Any) -> None:
    game = make_game(teacher, [question(seconds=60)], settings={"reading_seconds": 3})
    host, phone = new_page(user=teacher), new_page(phone=True)
    host.goto(f"/games/{game.pk}/host/")
    phone.goto(f"/play/{game.pin}/")
    phone.get_by_label("Nickname").fill("Noor")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Noor")).to_be_visible()

    command_game(game_id=game.pk, command=Command.START)

    for page in (host, phone):
        expect(page.get_by_text("Read first.")).to_be_visible()
        expect(page.locator(".option")).to_have_count(0)
    for page in (host, phone):
        expect(page.locator(".option").first).to_be_visible()
    phone.keyboard.press("1")
    expect(host.locator("body.reveal")).to_be_visible()
