"""The library in a real browser: searching, with and without scripts, and nobody kept out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.library import services
from tests.browser.editing import NewPage
from tests.factories.quizzes import make_quiz


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
