"""What tests of the editor do again and again: open it, write a question, wait until it is stored."""

import io
import re
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from quizzes.models import Quiz

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
