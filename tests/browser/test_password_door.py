"""The password door as a person meets it: a slip, a forgotten password, a new one."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from accounts.signin.backends import PasswordHasher
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]
NEW = "another passphrase"


def sign_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("E-mail, username or national id").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_slip_is_told_in_words_and_a_forgotten_password_is_replaced(
    new_page: NewPage, student: Any, check_axe: CheckAxe
) -> None:
    page = new_page(phone=True)
    page.goto("/accounts/login/?next=/games/")
    sign_in(page, student.email, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("Four more tries, then a pause of five minutes.")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    check_axe(page)

    page.get_by_role("link", name="Forgotten it?").click()
    page.get_by_label("E-mail, username or national id").fill("STUDENT")
    check_axe(page)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    mail = OutboxMail.objects.get(to=student.email)
    page.goto(re.search(r"http\S+/password/reset/key/\S+", mail.text)[0])  # type: ignore[index]
    expect(page).to_have_url(re.compile(r"-set-password/$"))
    page.get_by_label("New password").fill(NEW)
    check_axe(page)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, student.username, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("That did not match.")
    sign_in(page, student.username, NEW)
    expect(page).to_have_url(re.compile("/quizzes/$"))


def test_the_password_is_changed_from_the_security_page_and_back(new_page: NewPage, student: Any, check_axe: CheckAxe) -> None:
    # The server hashes as in production, the tests do not.
    student.password = PasswordHasher().encode(PASSWORD, "browser-test-salt")
    student.save()
    page = new_page(user=student)
    page.goto("/accounts/password/change/")
    page.get_by_label("Password until now").fill("wrong")
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("That is not your password. Is caps lock on?")).to_be_visible()
    check_axe(page)
    page.get_by_label("Password until now").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Change the password").click()
    expect(page).to_have_url(re.compile("/accounts/settings/security/$"))
