"""Where one is signed in, and one's API keys, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.api_keys.services import make_key
from accounts.models import ApiKey
from accounts.tokens.services import issue_pair
from lib import context
from tests.browser.editing import NewPage

SECURITY, NEW = reverse("settings-security"), reverse("api-key-new")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sections_and_pages_have_no_violations(
    scheme: str, live: str, new_page: NewPage, teacher: Any, check_axe: Callable[..., None]
) -> None:
    with context.called_by(context.Caller("10.0.0.9", "مستورد الكلمات/2.1")):
        issue_pair(user=teacher)
    make_key(user=teacher, name="Vocabulary " * 9, scopes=["quizzes:write", "games:read"], days=None)
    page = new_page(user=teacher, color_scheme=scheme, viewport={"width": 320, "height": 568})
    for address in (SECURITY, NEW):
        page.goto(address)
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_other_browser_is_ended_from_here(live: str, new_page: NewPage, teacher: Any) -> None:
    here, other = new_page(user=teacher), new_page(user=teacher, expect=["401", "403"])
    other.goto(SECURITY)
    here.goto(SECURITY)
    section = here.get_by_role("region", name="Where you are signed in")
    expect(section.get_by_role("listitem")).to_have_count(2)
    expect(section.get_by_text("This one")).to_have_count(1)

    section.get_by_role("listitem").get_by_role("button").click()

    expect(here.get_by_text("is signed out.")).to_be_visible()
    expect(here.get_by_role("region", name="Where you are signed in").get_by_role("listitem")).to_have_count(1)
    other.goto(SECURITY)
    assert reverse("account_login") in other.url


def test_a_key_is_made_copied_and_revoked(live: str, new_page: NewPage, teacher: Any, check_axe: Callable[..., None]) -> None:
    page = new_page(user=teacher, permissions=["clipboard-read", "clipboard-write"])
    page.goto(SECURITY)
    page.get_by_role("link", name="New key").click()
    page.get_by_label("Name").fill("Night run")
    page.get_by_label("Read games and results").check()
    page.get_by_label("It holds for").select_option("365")
    page.get_by_role("button", name="Make the key").click()

    shown = page.get_by_label("Key", exact=True).input_value()
    check_axe(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == shown
    assert shown.startswith(f"hr_{ApiKey.objects.get().prefix}_")

    page.get_by_role("link", name="I have kept it").click()
    keys = page.get_by_role("region", name="API keys")
    expect(keys.get_by_text("Read games and results")).to_be_visible()
    keys.get_by_role("button", name="Revoke Night run").click()
    expect(page.get_by_text("The key Night run lets nobody in any more.")).to_be_visible()
    expect(page.get_by_text("No keys yet.")).to_be_visible()


def test_without_a_secure_context_the_key_is_selected_instead(live_lan: str, new_page: NewPage, teacher: Any) -> None:
    page = new_page(user=teacher, base=live_lan)
    page.goto(NEW)
    page.get_by_label("Name").fill("Night run")
    page.get_by_label("Read quizzes").check()
    page.get_by_role("button", name="Make the key").click()

    field = page.get_by_label("Key", exact=True)
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    field.focus()
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(field.input_value())
