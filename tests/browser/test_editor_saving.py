"""The quiz editor keeps what was written: without network, beside another writer, after signing out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect

from quizzes.library import services
from quizzes.models import Quiz
from tests.browser.editing import REFUSED, NewPage, open_editor, outline, saved, stored


def test_without_network_changes_are_kept_and_survive_closing_the_tab(
    live: str, new_page: NewPage, teacher: Any, three: Quiz
) -> None:
    closed = new_page(user=teacher, expect=[REFUSED])
    open_editor(closed, three)
    closed.context.set_offline(True)

    closed.get_by_label("Question", exact=True).fill("Written in a tunnel")
    expect(closed.locator("#saved")).to_contain_text("Offline: kept in this browser, will try again")
    page = closed.context.new_page()
    closed.close()
    page.route("**/api/v1/quizzes/**", lambda route: route.abort())
    page.context.set_offline(False)
    # The line goes by itself after a while, so it is looked for from the first moment on.
    page.goto(reverse("library:edit", args=[three.pk]), wait_until="commit")
    expect(page.locator("#toast")).to_contain_text("Changes that were not saved yet are back.", timeout=20_000)
    expect(page.get_by_label("Question", exact=True)).to_have_value("Written in a tunnel")
    assert stored(three)[0].prompt == "One"

    page.unroute("**/api/v1/quizzes/**")
    page.keyboard.press("Control+s")
    saved(page)
    assert stored(three)[0].prompt == "Written in a tunnel"
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('homeroom.quiz'))") == []


def test_saving_is_seen(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)
    held: list[Route] = []
    page.route("**/api/v1/quizzes/**", lambda route: held.append(route))

    page.get_by_label("Question", exact=True).fill("First")
    expect(page.locator("#saved")).to_have_text("Saving…")
    # Typed while the first save is on its way: it is neither lost nor said to be stored.
    page.get_by_label("Question", exact=True).fill("Second")
    with page.expect_request("**/api/v1/quizzes/**"):
        held.pop().continue_()
    expect(page.locator("#saved")).to_have_text("Saving…")
    assert stored(three)[0].prompt == "First"
    held.pop().continue_()
    saved(page)

    assert stored(three)[0].prompt == "Second"


@pytest.mark.parametrize(
    ("choice", "prompts"),
    [
        ("Keep mine", ["Mine", "Two", "Three"]),
        ("Take the other", ["Theirs", "Two", "Three"]),
        ("Keep both", ["Mine", "Theirs", "Two", "Three"]),
    ],
)
def test_when_two_save_nothing_is_lost(
    choice: str,
    prompts: list[str],
    live: str,
    new_page: NewPage,
    teacher: Any,
    three: Quiz,
    check_axe: Callable[..., None],
) -> None:
    page = new_page(user=teacher, expect=[REFUSED])
    open_editor(page, three)
    change_elsewhere(three, "Theirs")

    page.get_by_label("Question", exact=True).fill("Mine")
    notice = page.get_by_role("alert").filter(has_text="saved somewhere else")
    expect(notice).to_contain_text("Theirs")
    expect(notice).to_contain_text("Mine")
    expect(page.locator("#saved")).to_have_text("Saving is paused")
    check_axe(page)
    notice.get_by_role("button", name=choice).click()

    expect(notice).to_be_hidden()
    saved(page)
    assert outline(page) == prompts
    assert [row.prompt for row in stored(three)] == prompts
    page.keyboard.press("Control+z")
    expect(page.locator("#outline .q").first).to_have_text("Mine" if choice == "Take the other" else "Theirs")


def test_changes_kept_from_before_somebody_else_saved_are_offered(
    live: str, new_page: NewPage, teacher: Any, three: Quiz
) -> None:
    page = new_page(user=teacher, expect=[REFUSED])
    open_editor(page, three)
    page.route("**/api/v1/quizzes/**", lambda route: route.abort())
    page.get_by_label("Question", exact=True).fill("Mine")
    expect(page.locator("#saved")).to_contain_text("Offline")
    change_elsewhere(three, "Theirs")
    page.unroute("**/api/v1/quizzes/**")

    # The page's last attempt, on its way out, is refused as well: the draft has moved on.
    page.reload()
    page.get_by_role("button", name="Keep both").click()

    saved(page)
    assert "Mine" in outline(page)
    assert "Theirs" in outline(page)


def test_signed_out_meanwhile_says_what_to_do_and_keeps_the_words(
    live: str, new_page: NewPage, teacher: Any, three: Quiz
) -> None:
    page = new_page(user=teacher, expect=[REFUSED])
    open_editor(page, three)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")

    page.get_by_label("Question", exact=True).fill("Still here")
    expect(page.locator("#saved")).to_contain_text("Signed out: kept in this browser.")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.keyboard.press("Control+s")
    saved(page)

    assert stored(three)[0].prompt == "Still here"


def change_elsewhere(quiz: Quiz, prompt: str) -> None:
    """Saves another first question, as another tab would."""
    questions = [
        {"id": str(row.pk), "kind": row.kind, "prompt": row.prompt, "options": row.options} for row in quiz.questions.all()
    ]
    questions[0]["prompt"] = prompt
    services.save_draft(quiz=quiz, questions=questions)
