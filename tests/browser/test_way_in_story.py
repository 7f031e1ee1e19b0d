"""One account in a real browser: made, confirmed by mail, secured with an app and a passkey, used from two places."""

import re
import time
from collections.abc import Callable

from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from accounts.models import LoginSession, User
from lib.models import OutboxMail
from tests.browser.test_passkeys import Phone

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]
PASSWORD = "the ferry leaves at nine"
STEP = 30


def code(secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many steps later: a code counts once, and the next one is taken already."""
    app = TOTP(_key_of(secret))
    app.time = time.time() + STEP * steps
    return f"{app.token():06d}"


def _key_of(secret: str) -> bytes:
    import base64

    return base64.b32decode(secret + "=" * (-len(secret) % 8))


def link_in_mail(to: str) -> str:
    """The address in the newest mail to this person, as a path."""
    mail = OutboxMail.objects.filter(to=to).latest("created_at")
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def fill_in_login(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail, username or national id").fill("noor@school.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def test_from_sign_up_to_ending_the_other_session(new_page: NewPage, live: str, check_axe: CheckAxe) -> None:
    localhost = live.replace("127.0.0.1", "localhost")
    page = new_page(base=localhost)
    phone = Phone(page)

    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill("noor")
    page.get_by_label("E-mail").fill("noor@school.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/quizzes/")
    noor = User.objects.get(username="noor")
    assert noor.role == "student"

    page.goto(link_in_mail("noor@school.example"))
    page.get_by_role("button", name="Yes, it is mine").click()
    page.goto("/accounts/settings/security/")
    assert User.objects.with_email_confirmed().get(pk=noor.pk).email_confirmed

    page.get_by_role("link", name="Set up the authenticator app").click()
    expect(page.get_by_role("heading", name="Set up an authenticator app")).to_be_visible()
    secret = "".join(page.locator(".factor-secret code").inner_text().split())
    page.get_by_label("Six digits from the app").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("h1")).to_contain_text("codes")
    check_axe(page)

    sign_out(page)
    fill_in_login(page)
    page.wait_for_url("**/accounts/second-factor/")
    page.get_by_role("textbox", name="Code").fill(code(secret, steps=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/quizzes/")
    assert LoginSession.objects.get(user=noor).second_factor == "totp"

    page.goto("/accounts/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("From now on this passkey opens your account.")).to_be_visible()
    assert len(phone.keys) == 1

    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/quizzes/")
    assert LoginSession.objects.get(user=noor).second_factor == "passkey"

    other = new_page(base=localhost, expect=["403", "401"])
    from tests.browser.conftest import sign_in

    sign_in(other.context, noor, localhost)
    other.goto("/accounts/settings/security/")
    page.goto("/accounts/settings/security/")
    places = page.get_by_role("region", name="Where you are signed in")
    expect(places.get_by_text("This one")).to_have_count(1)
    places.get_by_role("button", name=re.compile("^End (?!all)")).click()
    expect(places.get_by_role("button", name=re.compile("^End"))).to_have_count(0)
    assert LoginSession.objects.filter(user=noor).count() == 1
    other.goto("/accounts/settings/security/")
    other.wait_for_url("**/accounts/login/**")
