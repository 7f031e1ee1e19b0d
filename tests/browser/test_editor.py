"""The quiz editor in a real browser: written and put in order with mouse, keyboard and finger."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Quiz
from tests.browser.editing import REFUSED, NewPage, add, open_editor, outline, picture, saved, stored
from tests.factories.quizzes import make_quiz

# Writing ------------------------------------------------------------------------------------------------------------


def test_quiz_of_every_kind_is_written_and_is_there_after_a_reload(live: str, new_page: NewPage, teacher: Any) -> None:
    page = new_page(user=teacher)
    page.goto(reverse("library:list"))
    page.get_by_role("button", name="New quiz").click()
    title = page.get_by_label("Title of the quiz")
    expect(title).to_have_value("Untitled quiz")
    title.fill("Optics")

    page.locator("#first").get_by_role("button", name="One answer").click()
    page.keyboard.type("Which way does light bend?")
    page.get_by_label("Option A", exact=True).click()
    page.keyboard.type("Towards the normal")
    page.keyboard.press("Enter")
    page.keyboard.type("Away from it")
    page.get_by_label("A is right").check()
    for letter in ("D", "C"):
        page.get_by_role("button", name=f"Delete option {letter}").click()
    page.get_by_label("Explanation").fill("Water is denser.")
    page.get_by_label("seconds", exact=True).fill("45")
    page.get_by_role("radio", name="×2").check(force=True)

    add(page, "Several answers", "What does a fibre need?")
    for letter, text in zip("ABC", ("A dense core", "A clear coat", "A mirror"), strict=True):
        page.get_by_label(f"Option {letter}", exact=True).fill(text)
    page.get_by_role("button", name="Delete option D").click()
    for letter in "AB":
        page.get_by_label(f"{letter} is right").check()

    add(page, "True or false", "A diverging lens makes a real image")
    page.get_by_label("B is right").check()

    add(page, "Number", "Refractive index of water")
    page.get_by_label("Right", exact=True).fill("1,33")
    page.get_by_label("Give or take").fill("0.01")
    page.get_by_label("from", exact=True).fill("1")
    page.get_by_label("to", exact=True).fill("2")
    page.get_by_label("in steps of").fill("0.01")
    expect(page.get_by_text("Counts: 1.32 to 1.34")).to_be_visible()

    add(page, "Short text", "Where do rays meet?")
    page.get_by_label("An answer that counts").fill("focus")
    page.keyboard.press("Enter")
    page.keyboard.type("focal point")
    page.keyboard.press("Enter")
    page.get_by_label("Capitals do not matter").uncheck()

    add(page, "Poll", "How sure are you?")
    for letter, text in zip("ABCD", ("Very", "Rather", "Not much", "Lost"), strict=True):
        page.get_by_label(f"Option {letter}", exact=True).fill(text)

    add(page, "Slide", "Thank you")
    saved(page)
    expect(page.locator("#unfinished")).to_be_hidden()

    quiz = Quiz.objects.get()
    rows = stored(quiz)
    assert quiz.title == "Optics"
    assert [row.kind for row in rows] == ["single", "multiple", "true_false", "numeric", "text", "poll", "slide"]
    single, multiple, true_false, numeric, text, poll, slide = rows
    assert (single.seconds, single.points, single.explanation) == (45, 2000, "Water is denser.")
    assert [(one["text"], one["correct"]) for one in single.options] == [("Towards the normal", True), ("Away from it", False)]
    assert ([one["correct"] for one in multiple.options], multiple.settings) == ([True, True, False], {"partial": True})
    assert [one["correct"] for one in true_false.options] == [False, True]
    assert numeric.settings == {"value": 1.33, "tolerance": 0.01, "min": 1, "max": 2, "step": 0.01}
    assert text.settings == {"accepted": ["focus", "focal point"], "typos": 1, "match_case": True}
    assert [one["text"] for one in poll.options] == ["Very", "Rather", "Not much", "Lost"]
    assert (poll.points, slide.points) == (0, 0)

    page.reload()
    expect(page.locator("#outline li")).to_have_count(7)
    expect(page.get_by_label("Question", exact=True)).to_have_value("Thank you")
    page.locator("#outline li").nth(3).click()
    expect(page.get_by_label("Right", exact=True)).to_have_value("1.33")


def test_problems_stand_where_they_are(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three, hash_="#question-2")

    page.get_by_label("Option B", exact=True).fill("")
    saved(page)

    expect(page.locator("[data-problems=options]")).to_have_text("An option is empty. Write it or delete it.")
    expect(page.locator("#outline li").nth(1).locator("small")).to_have_text("An option is empty. Write it or delete it.")
    expect(page.get_by_role("button", name="To finish: 1")).to_be_visible()

    page.get_by_label("Option B", exact=True).fill("no")
    expect(page.locator("[data-problems=options]")).to_be_empty()
    expect(page.locator("#unfinished")).to_be_hidden()


def test_kind_changes_and_keeps_what_was_written(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)

    page.get_by_role("button", name="Kind: One answer").click()
    page.locator("#kinds").get_by_role("button", name="Poll").click()
    saved(page)

    row = stored(three)[0]
    assert (row.kind, row.prompt, [one["text"] for one in row.options]) == ("poll", "One", ["yes", "no"])


def test_picture_is_sent_described_replaced_and_removed(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)

    page.locator("#sheet input[type=file]").set_input_files(picture())
    page.get_by_label("What the picture shows").fill("A lens")
    saved(page)

    row = stored(three)[0]
    assert (row.media.width, row.media.height, row.media_alt) == (320, 200, "A lens")
    image = page.locator("#sheet .media img")
    expect(image).to_have_js_property("naturalWidth", 320)
    assert page.locator(".phone img").first.get_attribute("src") == image.get_attribute("src")

    page.get_by_role("button", name="Remove picture").click()
    saved(page)
    assert stored(three)[0].media is None
    page.locator("#toast").get_by_role("button", name="Undo").click()
    saved(page)
    assert stored(three)[0].media_alt == "A lens"


def test_picture_is_dropped_and_pasted(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)
    bytes_ = list(picture()["buffer"])
    make = """(kind, bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "lens.png", { type: "image/png" }));
        return kind === "drop"
          ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
    }"""

    page.evaluate(f"(bytes) => document.querySelector('.media-field').dispatchEvent(({make})('drop', bytes))", bytes_)
    expect(page.locator("#sheet .media img")).to_be_visible()
    page.locator("#outline li").nth(1).click()
    page.evaluate(f"(bytes) => document.querySelector('textarea[name=prompt]').dispatchEvent(({make})('paste', bytes))", bytes_)
    expect(page.locator("#sheet .media img")).to_be_visible()
    saved(page)

    assert [row.media is not None for row in stored(three)] == [True, True, False]


def test_what_is_no_picture_is_said_next_to_the_field(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher, expect=[REFUSED])
    open_editor(page, three)

    page.locator("#sheet input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"not a picture"}
    )

    expect(page.locator("[data-local=media]")).to_contain_text("Send a picture")


# Order, deleting, undo ----------------------------------------------------------------------------------------------


def test_questions_are_put_in_order_by_dragging(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)
    first, last = (page.locator("#outline li").nth(place).bounding_box() for place in (0, 2))
    assert first
    assert last

    page.mouse.move(first["x"] + 120, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 120, first["y"] + 40, steps=3)
    page.mouse.move(last["x"] + 120, last["y"] + 30, steps=8)
    expect(page.locator("#outline [data-lifted] small")).to_have_text("Picked up, to place 3")
    page.mouse.up()

    assert outline(page) == ["Two", "Three", "One"]
    expect(page.locator("#said")).to_have_text("Put down at place 3 of 3")
    saved(page)
    assert [row.prompt for row in stored(three)] == ["Two", "Three", "One"]


def test_questions_are_put_in_order_by_keyboard(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)
    said = page.locator("#said")
    page.get_by_role("button", name="Move question 3: Three").focus()

    page.keyboard.press("Space")
    expect(said).to_contain_text("Picked up from place 3 of 3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text("Place 1 of 3")
    assert outline(page) == ["Three", "One", "Two"]
    page.keyboard.press("Escape")
    expect(said).to_have_text("Put back at place 3")
    assert outline(page) == ["One", "Two", "Three"]

    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(said).to_have_text("Put down at place 2 of 3")
    expect(page.get_by_role("button", name="Move question 2: Three")).to_be_focused()
    saved(page)
    assert [row.prompt for row in stored(three)] == ["One", "Three", "Two"]


def test_deleted_question_comes_back(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three, hash_="#question-2")

    page.get_by_role("button", name="Delete question").click()
    assert outline(page) == ["One", "Three"]
    saved(page)
    assert [row.prompt for row in stored(three)] == ["One", "Three"]

    page.locator("#toast").get_by_role("button", name="Undo").click()
    assert outline(page) == ["One", "Two", "Three"]
    expect(page.get_by_label("Question", exact=True)).to_have_value("Two")
    saved(page)
    assert [row.prompt for row in stored(three)] == ["One", "Two", "Three"]
    assert [one["correct"] for one in stored(three)[1].options] == [True, False]


def test_undo_and_redo_reach_over_the_whole_quiz(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)

    page.get_by_label("Question", exact=True).fill("Changed")
    page.get_by_role("button", name="Duplicate question").click()
    page.get_by_label("Title of the quiz").fill("Sums")
    assert outline(page) == ["Changed", "Changed", "Two", "Three"]

    for expected in (["Changed", "Changed", "Two", "Three"], ["Changed", "Two", "Three"], ["One", "Two", "Three"]):
        page.keyboard.press("Control+z")
        assert outline(page) == expected
    expect(page.get_by_label("Title of the quiz")).to_have_value("Counting")
    expect(page.get_by_role("button", name="Nothing to undo")).to_have_attribute("aria-disabled", "true")

    for _ in range(3):
        page.keyboard.press("Control+Shift+z")
    assert outline(page) == ["Changed", "Changed", "Two", "Three"]
    expect(page.get_by_label("Title of the quiz")).to_have_value("Sums")
    saved(page)
    three.refresh_from_db()
    assert three.title == "Sums"


# Seeing it ----------------------------------------------------------------------------------------------------------


def test_preview_shows_what_a_player_sees(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher)
    open_editor(page, three)

    page.get_by_role("button", name="Preview").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".phone-prompt")).to_have_text("One")
    dialog.get_by_role("button", name="Next question").click()
    expect(dialog.locator(".phone-prompt")).to_have_text("Two")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_phone_writes_and_orders_too(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher, phone=True)
    open_editor(page, three)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_label("Question", exact=True).fill("From a phone")
    grip = page.get_by_role("button", name="Move question 1")
    grip.focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    saved(page)

    assert [row.prompt for row in stored(three)] == ["Two", "From a phone", "Three"]


def test_who_cannot_drag_taps_the_grip_and_then_the_buttons(
    live: str, new_page: NewPage, teacher: Any, three: Quiz, check_axe: Callable[..., None]
) -> None:
    page = new_page(user=teacher, phone=True)
    open_editor(page, three)

    page.get_by_role("button", name="Move question 1").tap()
    expect(page.locator("#said")).to_contain_text("Picked up from place 1 of 3")
    check_axe(page)
    for _ in range(2):
        page.get_by_role("button", name="One place on").tap()
    assert outline(page) == ["Two", "Three", "One"]
    page.get_by_role("button", name="Move question 3").tap()
    saved(page)

    assert [row.prompt for row in stored(three)] == ["Two", "Three", "One"]


def test_without_javascript_the_page_says_so(live: str, new_page: NewPage, teacher: Any, three: Quiz) -> None:
    page = new_page(user=teacher, java_script_enabled=False)
    page.goto(reverse("library:edit", args=[three.pk]))

    expect(page.get_by_role("heading", name="The editor needs JavaScript")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_editor_has_no_violations(
    scheme: str, live: str, new_page: NewPage, teacher: Any, check_axe: Callable[..., None]
) -> None:
    quiz = make_quiz(teacher, "single", "multiple", "true_false", "numeric", "text", "poll", "slide")
    page = new_page(user=teacher, color_scheme=scheme)
    open_editor(page, quiz)
    for place in range(7):
        page.locator("#outline li").nth(place).click()
        check_axe(page)
    page.get_by_label("Question", exact=True).fill("")
    saved(page)
    page.get_by_role("button", name="Add question").click()
    check_axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="About this quiz").click()
    check_axe(page)
    page.locator("#outline li").first.click()
    page.get_by_role("button", name="Preview").click()
    check_axe(page)
