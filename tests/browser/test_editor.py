"""The quiz editor in a real browser: written with mouse and keyboard, kept through everything that goes wrong."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from quizzes.library import services
from quizzes.models import Quiz
from tests.factories.quizzes import make_quiz

NewPage = Callable[..., Page]
SAVED = re.compile(r"Saved at \d")
# What Chromium says of a request that a test makes fail.
REFUSED = "Failed to load resource"


def open_editor(page: Page, quiz: Quiz, *, hash_: str = "") -> None:
    page.goto(reverse("library:edit", args=[quiz.pk]) + hash_)
    expect(page.get_by_label("Title of the quiz")).to_be_visible()


def saved(page: Page) -> Locator:
    """Waits until all that stands on the page is stored."""
    line = page.locator("#saved")
    expect(line).to_have_attribute("data-state", "saved")
    expect(line).to_have_text(SAVED)
    return line


def add(page: Page, kind: str, prompt: str) -> None:
    page.get_by_role("button", name="Add question").click()
    page.locator("#kinds").get_by_role("button", name=re.compile(f"^{kind}")).click()
    field = page.get_by_label("Question", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(prompt)


def outline(page: Page) -> list[str]:
    return page.locator("#outline .q").all_inner_texts()


def stored(quiz: Quiz) -> list[Any]:
    return list(quiz.questions.order_by("position"))


def picture() -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(file, "PNG")
    return {"name": "lens.png", "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.fixture
def three(teacher: Any) -> Quiz:
    """Three questions: One, Two, Three."""
    questions = [
        {"kind": "single", "prompt": name, "options": [{"text": "yes", "correct": True}, {"text": "no"}]}
        for name in ("One", "Two", "Three")
    ]
    return services.create_quiz(owner=teacher, title="Counting", questions=questions).quiz


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


# Saving -------------------------------------------------------------------------------------------------------------


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
    open_editor(page, three)
    expect(page.get_by_label("Question", exact=True)).to_have_value("Written in a tunnel")
    expect(page.locator("#toast")).to_contain_text("Changes that were not saved yet are back.")
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_library_has_no_violations(
    scheme: str, phone: bool, live: str, new_page: NewPage, teacher: Any, outsider: Any, check_axe: Callable[..., None]
) -> None:
    page = new_page(user=teacher, color_scheme=scheme, phone=phone)
    page.goto(reverse("library:list"))
    check_axe(page)
    quiz = make_quiz(teacher, "single", "numeric", "text", visibility="public", description="About sums", tags=["sums"])
    make_quiz(outsider, title="قواعد اللغة العربية للصف السابع", visibility="public")
    for address in ("list", "detail", "delete"):
        page.goto(reverse(f"library:{address}", args=[] if address == "list" else [quiz.pk]))
        check_axe(page)
    page.goto(reverse("library:list") + "?whose=public")
    page.get_by_role("button", name="More for Sums").click()
    check_axe(page)


def test_library_searches_while_one_types(live: str, new_page: NewPage, teacher: Any) -> None:
    for title in ("Refraction", "Strong verbs"):
        services.create_quiz(owner=teacher, title=title)
    page = new_page(user=teacher)
    page.goto(reverse("library:list"))

    page.get_by_role("searchbox").press_sequentially("VERBS")
    expect(page.locator("#found")).to_have_text("1 quiz found")
    assert page.locator(".quiz h2").all_inner_texts() == ["Strong verbs"]
    assert "q=VERBS" in page.url
    page.get_by_role("searchbox").press_sequentially(" nowhere")
    expect(page.get_by_role("heading", name="Nothing for “VERBS nowhere”")).to_be_visible()


def test_library_searches_without_javascript(live: str, new_page: NewPage, teacher: Any) -> None:
    for title in ("Refraction", "Strong verbs"):
        services.create_quiz(owner=teacher, title=title)
    page = new_page(user=teacher, java_script_enabled=False)
    page.goto(reverse("library:list"))

    page.get_by_role("searchbox").fill("verbs")
    page.get_by_role("button", name="Search").click()

    assert page.locator(".quiz h2").all_inner_texts() == ["Strong verbs"]
