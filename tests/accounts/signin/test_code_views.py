"""Sign-in by mail: one answer for everybody, one use for link and code together, no harm by programs that open links."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import LoginSession, SingleUseLink
from accounts.signin import links
from accounts.users.services import set_password
from lib.models import Job, OutboxMail
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

ASK, CODE, LINK = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/link/"
STAYS = {"remember": "on"}


@pytest.fixture
def noor(db):
    return confirmed("noor", national_id="123456789012")


def confirmed(name, **fields):
    """A user whose e-mail is confirmed."""
    user = make_user(name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def deliver():
    """What a worker does: write the mails that were asked for. The newest mail, if one was written."""
    for job in Job.objects.filter(name=links.SEND, state=Job.State.QUEUED):
        links.send_sign_in_mail(**job.payload)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    return OutboxMail.objects.filter(subject="Your way in").order_by("created_at").last()


def ask(client, login="noor@school.example", **extra):
    return client.post(ASK, {"login": login, **extra})


def code_in(mail):
    return re.search(r"^(\d{3} \d{3})$", mail.text, re.MULTILINE)[1]


def path_in(mail):
    return urlsplit(re.search(r"http://testserver/accounts/link/\S+", mail.text)[0]).path


def is_in(client):
    return "_auth_user_id" in client.session


# Who gets a mail ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["noor@school.example", "NOOR@School.example", "noor", " noor ", "123456789012"])
def test_the_mail_goes_to_the_confirmed_email_whichever_name_was_typed(client, noor, login):
    answer = ask(client, login)

    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert [mail.to for mail in OutboxMail.objects.all()] == []
    assert deliver().to == "noor@school.example"


def test_nobody_learns_whether_there_is_an_account(client, noor):
    make_user("unconfirmed")
    confirmed("closed", is_active=False)
    pages = []
    for login in ("noor", "unconfirmed", "closed", "nobody", "nobody@school.example"):
        browser = Client()
        assert ask(browser, login)["Location"] == CODE
        pages.append(re.sub(r'name="csrfmiddlewaretoken".*?>', "", browser.get(CODE).content.decode()).replace(login, ""))
    deliver()

    assert len(set(pages)) == 1
    assert [mail.to for mail in OutboxMail.objects.all()] == ["noor@school.example"]


def test_known_and_unknown_logins_cost_the_request_the_same_statements(client, noor):
    ask(Client(), "somebody")  # begins the count of the address
    statements = []
    for login in ("noor", "nobody"):
        browser = Client()
        browser.get(ASK)
        with CaptureQueriesContext(connection) as seen:
            ask(browser, login)
        statements.append([one["sql"].split()[0] for one in seen.captured_queries])
    assert statements[0] == statements[1]


def test_a_job_that_runs_twice_sends_one_mail_with_the_link_that_holds(client, noor):
    ask(client)
    payload = Job.objects.get(name=links.SEND).payload
    links.send_sign_in_mail(**payload)
    links.send_sign_in_mail(**payload)

    mail = OutboxMail.objects.get()
    assert SingleUseLink.objects.count() == 1
    assert client.get(path_in(mail), follow=True).context["person"] == noor


def test_the_database_holds_neither_link_nor_code(client, noor):
    ask(client)
    job = Job.objects.get(name=links.SEND)
    mail = deliver()
    code, token = code_in(mail).replace(" ", ""), path_in(mail).split("/")[-2]

    kept = f"{job.payload} {list(SingleUseLink.objects.values())} {dict(client.session)}"
    assert code not in kept
    assert token not in kept


# Limits -------------------------------------------------------------------------------------------------------------


def test_the_fourth_mail_in_an_hour_is_refused_for_known_and_unknown_alike(client, noor):
    for login in ("noor@school.example", "nobody@school.example"):
        assert [ask(Client(), login).status_code for _ in range(3)] == [302] * 3
        fourth = ask(Client(), login.upper())
        assert (fourth.status_code, int(fourth["Retry-After"]) > 0) == (429, True)
        assert "Too many at once" in fourth.content.decode()


def test_other_names_of_the_same_person_do_not_fill_the_mail_box(client, noor):
    for login in ("noor@school.example", "noor", "123456789012"):
        for _ in range(3):
            assert ask(Client(), login).status_code == 302
    deliver()
    assert OutboxMail.objects.count() == 3


def test_one_address_may_ask_for_so_many(client, settings):
    settings.LINKS_AN_HOUR_AN_ADDRESS = 2
    assert [ask(Client(), f"nobody{number}").status_code for number in range(3)] == [302, 302, 429]


# The link -----------------------------------------------------------------------------------------------------------


def test_the_link_signs_in_when_the_button_is_pressed(client, noor):
    ask(client)
    elsewhere = Client()
    page = elsewhere.get(path_in(deliver()), follow=True)
    assert page.redirect_chain == [(LINK, 302)]
    assert 'Sign in as <bdi class="breaks">noor</bdi>?' in page.content.decode()
    assert not is_in(elsewhere)

    answer = elsewhere.post(LINK)

    assert (answer.status_code, answer["Location"]) == (302, "/quizzes/")
    assert LoginSession.objects.get(user=noor).method == "link"
    assert elsewhere.session.get_expire_at_browser_close()


def test_programs_that_open_links_use_nothing_up(client, noor):
    ask(client)
    path = path_in(deliver())
    scanner = Client()
    for _ in range(3):
        assert scanner.get(path, follow=True).status_code == 200
        assert scanner.head(path, follow=True).status_code == 200
        # Another one that keeps no cookies finds nothing behind the redirect.
        assert Client().get(path)["Location"] == LINK
        assert Client().get(LINK).status_code == 410
        assert Client().head(path).status_code in {302, 405}
        assert Client().get(path, headers={"Sec-Purpose": "prefetch"}).status_code == 302
    assert not is_in(scanner)

    person = Client()
    person.get(path, follow=True)
    person.post(LINK)
    assert is_in(person)


def test_the_link_works_once(client, noor):
    ask(client)
    path = path_in(deliver())
    first, second = Client(), Client()
    for browser in (first, second):
        browser.get(path)
    first.post(LINK)

    answer = second.post(LINK)

    assert (answer.status_code, is_in(first), is_in(second)) == (410, True, False)
    assert "This link is used up" in answer.content.decode()
    assert "Send a new mail" in Client().get(path, follow=True).content.decode()


def test_a_newer_mail_replaces_the_older_one(client, noor):
    ask(client)
    old = deliver()
    ask(client)
    new = deliver()

    assert Client().get(path_in(old), follow=True).status_code == 410
    assert Client().get(path_in(new), follow=True).status_code == 200
    # The browser waits for the code of the newer one.
    assert client.post(CODE, {"code": code_in(old)}).status_code == 200
    assert not is_in(client)


def test_the_link_is_over_after_its_minutes(client, noor, settings):
    with time_machine.travel("2026-03-01 08:00Z", tick=False) as clock:
        ask(client)
        path = path_in(deliver())
        clock.move_to("2026-03-01 08:14:59Z")
        assert Client().get(path, follow=True).status_code == 200
        clock.move_to("2026-03-01 08:15:00Z")
        assert Client().get(path, follow=True).status_code == 410


@pytest.mark.parametrize("change", ["password", "closed", "email", "unconfirmed"])
def test_the_link_ends_with_what_it_was_made_for(client, noor, change):
    ask(client)
    mail = deliver()
    browser = Client()
    browser.get(path_in(mail))
    if change == "password":
        set_password(user=noor, password="another passphrase")
    elif change == "closed":
        type(noor).objects.filter(pk=noor.pk).update(is_active=False)
    elif change == "email":
        type(noor).objects.filter(pk=noor.pk).update(email="other@school.example")
    else:
        EmailAddress.objects.update(verified=False)

    assert browser.post(LINK).status_code == 410
    assert client.post(CODE, {"code": code_in(mail)}).status_code == 200
    assert not is_in(browser)
    assert not is_in(client)


def test_whoever_is_signed_in_already_is_signed_out_first(client, noor, signed_in, student):
    ask(client)
    browser = signed_in(student)
    page = browser.get(path_in(deliver()), follow=True)
    assert "will be signed out" in page.content.decode()

    browser.post(LINK)

    assert browser.session["_auth_user_id"] == str(noor.pk)


def test_one_stays_signed_in_if_one_likes(client, noor):
    ask(client)
    browser = Client()
    browser.get(path_in(deliver()))
    browser.post(LINK, STAYS)
    assert not browser.session.get_expire_at_browser_close()


@pytest.mark.parametrize(("wish", "place"), [("/games/", "/games/"), ("https://evil.example/", "/quizzes/")])
def test_one_gets_where_one_wanted_to_but_not_elsewhere(client, noor, wish, place):
    client.post(f"{ASK}?next={wish}", {"login": "noor", "next": wish})
    browser = Client()
    browser.get(path_in(deliver()))
    assert browser.post(LINK)["Location"] == place


# The code -----------------------------------------------------------------------------------------------------------


def test_the_code_signs_in_the_browser_that_asked(client, noor):
    ask(client)
    code = code_in(deliver())

    answer = client.post(CODE, {"code": code, **STAYS})

    assert (answer.status_code, answer["Location"]) == (302, "/quizzes/")
    assert LoginSession.objects.get(user=noor).method == "code"
    assert not client.session.get_expire_at_browser_close()


def test_the_code_is_worth_nothing_in_another_browser(client, noor):
    ask(client)
    code = code_in(deliver())
    other = Client()
    ask(other, "nobody")
    other.post(CODE, {"code": code})
    assert not is_in(other)


def test_code_and_link_of_one_mail_are_one_use(client, noor):
    ask(client)
    mail = deliver()
    browser = Client()
    browser.get(path_in(mail))
    client.post(CODE, {"code": code_in(mail)})
    assert browser.post(LINK).status_code == 410

    again = Client()
    ask(again)
    mail = deliver()
    browser.get(path_in(mail))
    browser.post(LINK)
    again.post(CODE, {"code": code_in(mail)})
    assert (is_in(browser), is_in(again)) == (True, False)


def test_five_wrong_codes_are_the_end_of_the_right_one_too(client, noor, settings):
    settings.WRONG_SIGN_INS = 100
    ask(client)
    code = code_in(deliver())
    wrong = "000000" if code != "000 000" else "111111"
    for _ in range(5):
        assert client.post(CODE, {"code": wrong}).status_code == 200

    answer = client.post(CODE, {"code": code}, follow=True)

    assert answer.redirect_chain == [(ASK, 302)]
    assert "Too many wrong codes" in answer.content.decode()
    assert not is_in(client)


def test_wrong_codes_count_with_wrong_passwords(client, noor, settings):
    settings.WRONG_SIGN_INS = 3
    ask(client)
    code = code_in(deliver())
    for _ in range(3):
        client.post(CODE, {"code": "nonsense"})

    locked = client.post(CODE, {"code": code})

    assert (locked.status_code, is_in(client)) == (429, False)
    login = {"login": "noor@school.example", "password": "a long passphrase"}
    assert Client().post("/api/v1/auth/login/", login, "application/json").status_code == 429


def test_the_code_is_over_after_ten_minutes(client, noor):
    with time_machine.travel("2026-03-01 08:00Z", tick=False) as clock:
        ask(client)
        code = code_in(deliver())
        clock.move_to("2026-03-01 08:10:01Z")
        assert client.post(CODE, {"code": code})["Location"] == ASK
    assert not is_in(client)


@pytest.mark.parametrize("bad", ["", "\0", "1" * 5000, "sechs", "123456"])
def test_bad_codes_are_a_form_again(client, noor, bad):
    ask(client)
    deliver()
    assert client.post(CODE, {"code": bad}).status_code == 200


@pytest.mark.parametrize("bad", ["", "\0", "x" * 5000])
def test_bad_logins_are_a_form_again(client, bad):
    assert client.post(ASK, {"login": bad}).status_code == 200
    assert not Job.objects.exists()


def test_one_may_go_back_to_the_password(client, noor):
    ask(client)
    assert client.post(CODE, {"action": "back"})["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/").status_code == 200
    assert client.get(CODE)["Location"] == ASK


def test_asking_again_is_possible_while_a_code_is_waited_for(client, noor):
    ask(client)
    assert client.get(ASK).status_code == 200
