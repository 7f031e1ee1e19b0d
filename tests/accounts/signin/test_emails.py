"""One's e-mail: confirmed by a button, changed by a yes from both sides, and nobody else's."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import AuditEvent, SingleUseLink, User
from accounts.signin import emails
from accounts.signin.errors import EmailIsConfirmed
from accounts.users.services import set_password
from lib.errors import DomainError, RateLimited
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db

PAGE, CHANGE = "/accounts/email/", "/accounts/email/change/"
NEW, OLD = "new@school.example", "student@school.example"
SITE = "http://testserver"


@pytest.fixture
def student(db):
    """One whose e-mail is confirmed."""
    return confirmed("student")


def confirmed(name):
    user = make_user(name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def ask(user, email=NEW, password=PASSWORD):
    emails.ask_for_change(user=user, email=email, password=password, address="192.0.2.1", site=SITE)


def token_to(email):
    """That of the newest mail to this address."""
    mail = OutboxMail.objects.filter(to=email, text__contains=CHANGE).order_by("created_at").last()
    return urlsplit(re.search(rf"{SITE}{CHANGE}(\S+)/", mail.text)[0]).path.split("/")[-2]


def press(email, action="confirm", client=None):
    """Open the mail's link and press a button."""
    browser = client or Client()
    page = browser.get(f"{CHANGE}{token_to(email)}/", follow=True)
    assert page.redirect_chain == [(CHANGE, 302)]
    return browser.post(CHANGE, {"action": action})


def email_of(user):
    account = User.objects.with_email_confirmed().get(pk=user.pk)
    return account.email, account.email_confirmed


# The change -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(NEW, OLD), (OLD, NEW)])
def test_a_change_takes_a_yes_from_both_sides_in_any_order(signed_in, student, order):
    answer = signed_in(student).post(PAGE, {"email": NEW, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert sorted(mail.to for mail in OutboxMail.objects.all()) == [NEW, OLD]

    assert "One side is done" in press(order[0]).content.decode()
    assert email_of(student) == (OLD, True)
    assert "The e-mail is changed" in press(order[1]).content.decode()

    assert email_of(student) == (NEW, True)
    assert EmailAddress.objects.get(user=student).email == NEW
    assert User.objects.get(pk=student.pk).email_look is not None
    last = OutboxMail.objects.filter(to=OLD).order_by("created_at").last()
    assert (last.subject, NEW in last.text) == ("Your e-mail was changed", True)
    assert list(AuditEvent.objects.filter(kind__startswith="email.").order_by("id").values_list("kind", flat=True)) == [
        "email.change_asked",
        "email.changed",
    ]


def test_opening_the_links_changes_nothing(student):
    ask(student)
    for address in (NEW, OLD):
        for _ in range(3):
            assert Client().get(f"{CHANGE}{token_to(address)}/", follow=True).status_code == 200
    assert email_of(student) == (OLD, True)


@pytest.mark.parametrize("side", [NEW, OLD])
def test_a_no_of_either_side_ends_it(student, side):
    ask(student)
    other = OLD if side == NEW else NEW
    token = token_to(other)
    assert "Nothing is changed" in press(side, "refuse").content.decode()
    browser = Client()
    assert browser.get(f"{CHANGE}{token}/", follow=True).status_code == 410
    assert browser.post(CHANGE).status_code == 410
    assert email_of(student) == (OLD, True)
    assert emails.pending_change(student) is None
    assert AuditEvent.objects.get(kind="email.change_refused").user == student


def test_an_old_address_that_was_never_confirmed_has_no_say_and_is_let_go():
    user = make_user("student")
    ask(user)
    assert [mail.to for mail in OutboxMail.objects.all()] == [NEW]
    press(NEW)
    assert email_of(user) == (NEW, True)
    let_go = OutboxMail.objects.get(to=OLD)
    assert (let_go.subject, NEW in let_go.text) == ("This address is not used any more", False)


def test_a_first_email_takes_the_yes_of_its_reader():
    user = make_user("student", email=None)
    ask(user)
    assert email_of(user) == (None, False)
    press(NEW)
    assert email_of(user) == (NEW, True)


def test_a_newer_wish_replaces_the_older_one(student):
    ask(student, "first@school.example")
    old = token_to("first@school.example")
    ask(student)
    assert Client().get(f"{CHANGE}{old}/", follow=True).status_code == 410
    assert emails.pending_change(student).new_email == NEW


@pytest.mark.parametrize("end", ["password", "email", "closed", "time"])
def test_a_change_that_waits_ends_with_what_it_stood_on(student, end):
    with time_machine.travel("2026-03-01 08:00Z", tick=False) as clock:
        ask(student)
        tokens = [token_to(NEW), token_to(OLD)]
        press(NEW)
        if end == "password":
            set_password(user=student, password="another passphrase")
        elif end == "email":
            User.objects.filter(pk=student.pk).update(email="third@school.example")
        elif end == "closed":
            User.objects.filter(pk=student.pk).update(is_active=False)
        else:
            clock.move_to("2026-03-04 08:00:01Z")
        for token in tokens:
            browser = Client()
            browser.get(f"{CHANGE}{token}/")
            assert browser.post(CHANGE).status_code == 410
    assert User.objects.get(pk=student.pk).email == ("third@school.example" if end == "email" else OLD)


def test_sign_in_and_reset_links_to_the_old_address_end(client, student):
    client.post("/accounts/password/reset/", {"email": OLD})
    reset = urlsplit(re.search(rf"{SITE}/accounts/password\S+", OutboxMail.objects.get(to=OLD).text)[0]).path
    ask(student)
    press(NEW)
    press(OLD)
    assert "used up" in Client().get(reset, follow=True).content.decode()
    assert not SingleUseLink.objects.filter(user=student, used_at=None).exists()


def test_a_link_that_somebody_took_back_is_no_yes(student):
    ask(student)
    SingleUseLink.objects.filter(data__side="old").delete()
    assert "One side is done" in press(NEW).content.decode()
    assert email_of(student) == (OLD, True)


def test_an_old_address_that_was_confirmed_meanwhile_has_a_say_again():
    user = make_user("student")
    ask(user)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    assert press(NEW).status_code == 410
    assert email_of(user) == (OLD, True)


# What is refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("STUDENT@school.example", "email_unchanged"),
        ("teacher@school.example", "unique"),
        ("Teacher@School.Example", "unique"),
        ("te\u0430cher@school.example", "look_alike"),
    ],
)
def test_an_address_that_is_taken_is_refused_in_any_dress(student, teacher, email, code):
    with pytest.raises(DomainError) as refusal:
        ask(student, email)
    problems = getattr(refusal.value, "problems", [refusal.value])
    assert (problems[-1].code, {one.attr for one in problems}) == (code, {"email"})
    assert not OutboxMail.objects.exists()


def test_a_wrong_password_is_counted(signed_in, student, settings):
    settings.WRONG_SIGN_INS = 2
    client = signed_in(student)
    wrong = [client.post(PAGE, {"email": NEW, "password": "wrong"}) for _ in range(3)]
    assert [answer.status_code for answer in wrong] == [200, 200, 429]
    assert "not your password" in wrong[0].content.decode()
    assert client.post(PAGE, {"email": NEW, "password": PASSWORD}).status_code == 429
    assert not OutboxMail.objects.exists()


def test_whoever_has_no_password_is_not_asked_for_one(signed_in, student):
    student.set_unusable_password()
    student.save()
    client = signed_in(student)
    assert 'name="password"' not in client.get(PAGE).content.decode()
    client.post(PAGE, {"email": NEW})
    assert emails.pending_change(student).new_email == NEW


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "\0@school.example", f"{'x' * 300}@school.example"])
def test_bad_addresses_are_a_form_again(signed_in, student, email):
    answer = signed_in(student).post(PAGE, {"email": email, "password": PASSWORD})
    assert (answer.status_code, OutboxMail.objects.exists()) == (200, False)


def test_mails_of_changes_are_limited_by_person_and_by_address(student, settings):
    settings.LINKS_AN_HOUR = 2
    ask(student)
    ask(student)
    with pytest.raises(RateLimited):
        ask(student)
    with pytest.raises(RateLimited):
        ask(confirmed("another"))
    assert not SingleUseLink.objects.filter(user__username="another").exists()


def test_of_two_who_want_one_address_the_second_is_told(teacher, student):
    ask(student)
    press(OLD)
    other = make_user("other", email=None)
    ask(other)
    tokens = {row.user_id: row for row in SingleUseLink.objects.filter(data__side="new")}
    assert len(tokens) == 2
    first = OutboxMail.objects.filter(to=NEW).order_by("created_at").first()
    press(NEW)  # the newest mail: the other one's
    assert email_of(other) == (NEW, True)

    browser = Client()
    browser.get(urlsplit(re.search(rf"{SITE}{CHANGE}\S+", first.text)[0]).path)
    answer = browser.post(CHANGE)

    assert answer.status_code == 409
    assert "This e-mail belongs to an account." in answer.content.decode()
    assert email_of(student) == (OLD, True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_address_at_once_one_gets_it():
    users = [make_user(name, email=None) for name in ("one", "two")]
    tokens = []
    for user in users:
        ask(user)
        tokens.append(token_to(NEW))

    results = at_once(*[lambda token=token: emails.confirm_change(token=token) for token in tokens])

    assert sorted(results) == ["changed", "invalid"]
    assert User.objects.filter(email=NEW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_both_sides_at_once_make_the_change_once():
    user = confirmed("student")
    ask(user)
    tokens = [token_to(NEW), token_to(OLD)]

    results = at_once(*[lambda token=token: emails.confirm_change(token=token) for token in tokens])

    assert sorted(results) == ["changed", "waiting"]
    assert email_of(user) == (NEW, True)


# The page's small buttons -----------------------------------------------------------------------------------------------


def test_the_links_are_sent_again_to_those_who_have_not_answered(signed_in, student):
    ask(student)
    first = token_to(OLD)
    press(NEW)
    client = signed_in(student)
    assert f"Waits for a yes from {OLD}" in client.get(PAGE).content.decode()

    client.post(PAGE, {"action": "again"})

    assert OutboxMail.objects.filter(to=NEW).count() == 1
    assert Client().get(f"{CHANGE}{first}/", follow=True).status_code == 410
    press(OLD)
    assert email_of(student) == (NEW, True)


def test_one_may_think_better_of_it(signed_in, student):
    ask(student)
    client = signed_in(student)
    client.post(PAGE, {"action": "keep"})
    assert emails.pending_change(student) is None
    assert "Your e-mail stays as it is." in client.get(PAGE).content.decode()


def test_nothing_to_send_again_is_said(signed_in, student):
    client = signed_in(student)
    client.post(PAGE, {"action": "again"})
    assert "does not hold" in client.get(PAGE).content.decode()


# Confirming -----------------------------------------------------------------------------------------------------------


def confirmation_path():
    mail = OutboxMail.objects.filter(subject="Is this your e-mail?").order_by("created_at").last()
    return urlsplit(re.search(rf"{SITE}/accounts/confirm-email/\S+", mail.text)[0]).path


def test_the_mail_to_confirm_comes_once_more_but_not_for_ever(signed_in):
    user = make_user("student")
    client = signed_in(user)
    for _ in range(4):
        client.post(PAGE, {"action": "confirm"})
    assert OutboxMail.objects.count() == 3
    assert "Too many at once" in client.get(PAGE).content.decode()

    Client().get(confirmation_path())
    assert email_of(user) == (OLD, False)
    Client().post(confirmation_path())
    assert email_of(user) == (OLD, True)
    assert AuditEvent.objects.filter(kind="email.confirmed", user=user).count() == 1
    with pytest.raises(EmailIsConfirmed):
        emails.ask_for_confirmation(user=user, site=SITE)


def test_a_link_for_an_address_that_is_not_the_persons_any_more_confirms_nothing(signed_in):
    user = make_user("student")
    emails.ask_for_confirmation(user=user, site=SITE)
    path = confirmation_path()
    User.objects.filter(pk=user.pk).update(email="other@school.example")
    assert "This link is used up" in Client().post(path).content.decode()
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_opening_the_link_signs_nobody_out(signed_in, teacher):
    user = make_user("student")
    emails.ask_for_confirmation(user=user, site=SITE)
    client = signed_in(teacher)
    client.get(confirmation_path())
    assert client.session["_auth_user_id"] == str(teacher.pk)


@pytest.mark.parametrize("key", ["nonsense", "x:y:z", "1" * 500])
def test_a_key_that_never_was_is_a_page(client, key):
    for answer in (client.get(f"/accounts/confirm-email/{key}/"), client.post(f"/accounts/confirm-email/{key}/")):
        assert (answer.status_code, "This link is used up" in answer.content.decode()) == (200, True)
