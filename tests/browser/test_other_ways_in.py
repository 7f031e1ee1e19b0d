"""The ways in without a password, in a real browser: a mail with a link and a code, and another provider."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.signin import links
from accounts.signin.backends import PasswordHasher
from lib.models import Job, OutboxMail
from tests.factories.accounts import PASSWORD
from tests.oidc_provider import OidcProvider

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]


def confirm(user: Any) -> None:
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


def deliver() -> OutboxMail:
    """What a worker does."""
    for job in Job.objects.filter(name=links.SEND, state=Job.State.QUEUED):
        links.send_sign_in_mail(**job.payload)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    return OutboxMail.objects.order_by("-created_at")[0]


def ask_for_mail(page: Page, login: str) -> OutboxMail:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Send me a link instead").click()
    page.get_by_label("E-mail, username or national id").fill(login)
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    return deliver()


def test_code_at_the_desk_and_link_on_the_phone(new_page: NewPage, teacher: Any, student: Any, check_axe: CheckAxe) -> None:
    confirm(teacher)
    confirm(student)
    desk, phone = new_page(), new_page(phone=True)
    code = re.search(r"^\d{3} \d{3}$", ask_for_mail(desk, "teacher").text, re.MULTILINE)
    check_axe(desk)
    desk.get_by_label("Six digits").fill("nonsens")
    desk.get_by_role("button", name="Sign in", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("That is not the code")
    check_axe(desk)
    assert code is not None
    desk.get_by_label("Six digits").fill(code[0])
    desk.get_by_role("button", name="Sign in", exact=True).click()
    expect(desk.get_by_text("Tara Teacher")).to_be_visible()

    link = re.search(r"http://\S+/accounts/link/\S+", ask_for_mail(phone, "student").text)
    assert link is not None
    phone.goto(urlsplit(link[0]).path)
    expect(phone).to_have_url(re.compile(r"/accounts/link/$"))
    expect(phone.get_by_role("heading", name="Sign in as Stu Student?")).to_be_visible()
    check_axe(phone)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone).to_have_url(re.compile(r"/quizzes/$"))


def test_first_time_by_another_provider(new_page: NewPage, provider: OidcProvider, check_axe: CheckAxe) -> None:
    provider.asks = True
    page = new_page(expect=["favicon", "404"])
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Go on with School account").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("link", name="Yes").click()

    expect(page.get_by_role("heading", name="One last step")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Make the account").click()

    expect(page).to_have_url(re.compile(r"/quizzes/$"))
    user = User.objects.with_email_confirmed().get(username="noor")
    assert (user.email, user.email_confirmed, SocialAccount.objects.get().user) == ("noor@school.example", True, user)
    page.goto("/accounts/settings/security/")
    section = page.get_by_role("region", name="Other providers")
    # The only way in is not taken away: first there has to be another one.
    expect(section.get_by_text("School account").first).to_be_visible()
    expect(section.get_by_role("button", name="Disconnect")).to_have_count(0)
    page.goto("/accounts/password/set/")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").last.click()
    page.goto("/accounts/settings/security/")
    section.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("School account no longer signs you in.")).to_be_visible()
    # Off to the provider by another form: the policy lets this one go there too.
    section.get_by_role("button", name="Connect").click()
    page.get_by_role("link", name="Yes").click()
    expect(page.get_by_text("Connected.")).to_be_visible()


def test_a_change_of_the_email_asks_both_sides(new_page: NewPage, student: Any, check_axe: CheckAxe) -> None:
    confirm(student)
    # The server hashes as in production.
    student.password = PasswordHasher().encode(PASSWORD, "salt-of-the-test")
    student.save(update_fields=["password"])
    page = new_page(user=student, phone=True)
    page.goto("/accounts/email/")
    check_axe(page)
    page.get_by_label("New e-mail").fill("new@school.example")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Ask both addresses").click()
    expect(page.get_by_text("Waits for a yes from both addresses")).to_be_visible()
    check_axe(page)
    for to in ("new@school.example", "student@school.example"):
        mail = OutboxMail.objects.get(to=to)
        link = re.search(r"http://\S+/accounts/email/change/\S+", mail.text)
        assert link is not None
        page.goto(urlsplit(link[0]).path)
        expect(page.get_by_role("heading", name="Change the e-mail?")).to_be_visible()
        check_axe(page)
        page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("heading", name="The e-mail is changed")).to_be_visible()
    student.refresh_from_db()
    assert student.email == "new@school.example"
