"""The authenticator app in a browser: set up, asked at sign-in, replaced by a recovery code once."""

import base64
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from accounts.signin.backends import PasswordHasher
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.second_factors import App

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]


def known_to_the_server(user: Any) -> Any:
    """With the real hash of the password, not the fast one of tests."""
    user.password = PasswordHasher().encode(PASSWORD, "browser-test-salt")
    user.save(update_fields=["password"])
    return user


def sign_in(page: Page, login: str, then: str = "/quizzes/") -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("E-mail, username or national id").fill(login)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/")


def set_up(page: Page) -> tuple[App, list[str]]:
    """Through the two steps; the app, and the recovery codes."""
    app = App(base64.b32decode("".join(page.locator(".factor-secret span").all_inner_texts())))
    page.get_by_label("Six digits from the app").fill(app.code())
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return app, page.locator(".recovery-codes code").all_inner_texts()


def test_an_app_from_its_setup_to_the_last_code(new_page: NewPage, student: Any, check_axe: CheckAxe) -> None:
    known_to_the_server(student)
    page = new_page(phone=True)
    sign_in(page, "student", "/accounts/settings/security/")
    page.get_by_role("link", name="Set up the authenticator app").click()
    check_axe(page)
    app, codes = set_up(page)
    check_axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert download.value.path().read_text().split()[-10:] == codes
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 of 10 are left.")).to_be_visible()

    sign_out(page)
    sign_in(page, "student")
    expect(page.get_by_role("heading", name="Enter the six digits")).to_be_visible()
    check_axe(page)
    page.get_by_label("Code").fill(app.wrong_code())
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not right")).to_be_visible()
    check_axe(page)
    page.get_by_label("Code").fill(app.code(1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/quizzes/")

    for left in (True, False):
        sign_out(page)
        sign_in(page, "student")
        page.get_by_role("link", name="Use a recovery code").click()
        page.get_by_label("Recovery code").fill(codes[0].lower())
        page.keyboard.press("Enter")
        if left:
            page.wait_for_url("**/quizzes/")
        else:
            expect(page.get_by_text("was used already")).to_be_visible()
    check_axe(page)


def test_the_back_office_leads_an_administrator_through_the_setup(new_page: NewPage, check_axe: CheckAxe) -> None:
    known_to_the_server(make_user("chief", role="admin", is_superuser=True, full_name="C" * 60))
    page = new_page(expect=["404"])  # Django's own pages name no icon
    sign_in(page, "chief", "/admin/")
    expect(page.get_by_text("The back office asks for a second factor.")).to_be_visible()
    check_axe(page)
    set_up(page)
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/admin/")
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()


def test_a_device_that_is_trusted_is_not_asked_again(new_page: NewPage, student: Any) -> None:
    known_to_the_server(student)
    page = new_page()
    sign_in(page, "student", "/accounts/settings/security/app/")
    app, _ = set_up(page)
    sign_out(page)
    sign_in(page, "student")
    page.get_by_label("Code").fill(app.code(1))
    page.get_by_label("Do not ask on this device for 30 days").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/quizzes/")
    sign_out(page)
    sign_in(page, "student")
    page.wait_for_url("**/quizzes/")
