"""Passkeys in a real browser: Chromium's virtual authenticator, at localhost, where browsers allow them without https."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator as Row
from playwright.sync_api import CDPSession, Page, expect

from accounts.models import LoginSession
from accounts.signin.backends import PasswordHasher
from tests.factories.accounts import PASSWORD, make_user

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]


@pytest.fixture
def localhost(live: str) -> str:
    """The server by its name."""
    return live.replace("127.0.0.1", "localhost")


class Phone:
    """An authenticator that verifies its owner, or does not."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def refuses(self, refuses: bool) -> None:
        """From now on the finger is not known."""
        self._cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": not refuses})

    @property
    def keys(self) -> list[dict[str, Any]]:
        """What it holds."""
        found: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"]
        return found


def make_noor() -> Any:
    """Somebody whose password the server can check: it knows the real hash, not the fast one of tests."""
    noor = make_user("noor")
    noor.password = PasswordHasher().encode(PASSWORD, "browser-test-salt")
    noor.save()
    return noor


def sign_in_by_password(page: Page) -> None:
    """At the door."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail, username or national id").fill("noor")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/quizzes/")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def test_a_passkey_from_the_first_to_the_last_day(new_page: NewPage, localhost: str, check_axe: CheckAxe) -> None:
    noor = make_noor()
    page = new_page(base=localhost)
    phone = Phone(page)
    sign_in_by_password(page)

    page.goto("/accounts/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_label("Name")).to_have_value("Chrome on Linux")
    check_axe(page)
    page.get_by_label("Name").fill("My <laptop>")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("From now on this passkey opens your account.")).to_be_visible()
    expect(page.get_by_text("My <laptop>", exact=True)).to_be_visible()
    check_axe(page)
    assert [key["isResidentCredential"] for key in phone.keys] == [True]

    sign_out(page)
    page.goto("/accounts/login/?next=/games/")
    page.get_by_label("Stay signed in here").uncheck()
    check_axe(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{localhost}/games/")
    row = LoginSession.objects.get(user=noor)
    assert (row.method, row.second_factor) == ("passkey", "passkey")

    page.goto("/accounts/settings/security/")
    page.get_by_role("link", name="Rename My <laptop>").click()
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    expect(page.get_by_role("heading", name="Remove “Old laptop”?")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Remove passkey").click()
    expect(page.get_by_text("This passkey opens nothing any more.")).to_be_visible()
    assert Row.objects.count() == 0

    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()


def test_what_does_not_come_off_is_said_in_a_sentence(new_page: NewPage, localhost: str, check_axe: CheckAxe) -> None:
    make_noor()
    page = new_page(base=localhost)
    phone = Phone(page)
    sign_in_by_password(page)
    page.goto("/accounts/passkeys/add/")
    phone.refuses(True)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing was added")).to_be_visible()
    check_axe(page)

    phone.refuses(False)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("From now on this passkey opens your account.")).to_be_visible()

    # The second one on the same device; it takes the first one to get that far.
    page.goto("/accounts/passkeys/add/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="has a passkey for your account already")).to_be_visible()

    sign_out(page)
    page.goto("/accounts/login/")
    phone.refuses(True)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing happened")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_focused()


def test_where_passkeys_cannot_work_there_is_no_button(new_page: NewPage, live_lan: str, live: str, teacher: Any) -> None:
    lan = new_page(base=live_lan, phone=True)
    lan.goto("/accounts/login/")
    expect(lan.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(lan.get_by_role("button", name="Use a passkey")).to_have_count(0)

    number = new_page(user=teacher, base=live, expect=["403"])
    number.goto("/accounts/passkeys/reauthenticate/")
    expect(number.get_by_role("heading", name="Is it you?")).to_be_visible()
    number.get_by_role("button", name="Use a passkey").click()
    expect(number.get_by_role("alert")).to_contain_text("Passkeys need an address with a name")
