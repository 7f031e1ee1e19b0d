"""The pages of the door: allauth's flows with our rules, words and templates."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from accounts.models import User
from accounts.tokens.services import issue_pair
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"
NOOR = {"username": "noor", "email": "noor@school.example", "password1": PASSWORD, "full_name": "Noor"}


def link_in(mail: OutboxMail) -> str:
    return re.search(r"http://testserver(\S+)", mail.text)[1]


@pytest.mark.parametrize("login", ["noor", "Noor@School.Example", "123456789012"])
def test_login_by_any_of_the_three(client, login):
    user = make_user("noor", national_id="123456789012")
    answer = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/quizzes/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_login_says_what_to_do_and_not_what_was_wrong(client):
    make_user("noor")
    make_user("closed", is_active=False)
    pages = []
    for login, password in [("noor", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD)]:
        answer = client.post(LOGIN, {"login": login, "password": password})
        assert answer.status_code == 200
        pages.append(re.sub(r"csrfmiddlewaretoken.*?>", "", answer.content.decode()).replace(login, ""))
    assert "That did not match." in pages[0]
    assert len(set(pages)) == 1
    assert "_auth_user_id" not in client.session


def test_login_goes_where_one_wanted_to_but_not_elsewhere(client):
    make_user("noor")
    body = {"login": "noor", "password": PASSWORD}
    assert client.post(f"{LOGIN}?next=/games/", {**body, "next": "/games/"})["Location"] == "/games/"
    client.logout()
    assert client.post(LOGIN, {**body, "next": "https://evil.example/"})["Location"] == "/quizzes/"


def test_login_is_forgotten_with_the_browser_unless_asked(client):
    make_user("noor")
    client.post(LOGIN, {"login": "noor", "password": PASSWORD})
    assert client.session.get_expire_at_browser_close()
    client.post(LOGIN, {"login": "noor", "password": PASSWORD, "remember": "on"})


def test_signup_makes_a_student_who_is_signed_in(client):
    answer = client.post(SIGNUP, {**NOOR, "role": "admin", "is_staff": "on", "is_superuser": "on"})
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/quizzes/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.username, user.full_name, user.role, user.is_staff) == ("noor", "Noor", "student", False)
    assert user.check_password(PASSWORD)
    assert OutboxMail.objects.get().to == "noor@school.example"


def test_signup_names_every_problem_next_to_its_field(client):
    make_user("taken")
    answer = client.post(SIGNUP, {"username": "taken", "email": "taken@school.example", "password1": "short"})
    errors = answer.context["form"].errors.as_data()
    assert (answer.status_code, set(errors)) == (200, {"username", "email", "password1"})
    for field in errors:
        assert f'id="id_{field}-error"' in answer.content.decode()
    assert User.objects.count() == 1


def test_signup_is_limited_by_address(client, settings):
    settings.REGISTRATIONS_AN_HOUR = 1
    client.post(SIGNUP, NOOR)
    client.logout()
    answer = client.post(SIGNUP, {**NOOR, "username": "other", "email": "other@school.example"})
    assert (answer.status_code, User.objects.count()) == (429, 1)
    assert int(answer["Retry-After"]) > 0


def test_signup_may_be_closed(client, settings):
    settings.REGISTRATION = "closed"
    assert "made by the school" in client.get(SIGNUP).content.decode()
    client.post(SIGNUP, NOOR)
    assert not User.objects.exists()


def test_confirming_takes_a_press_of_a_button(client):
    """Programs that look into mails open links; they press no buttons."""
    client.post(SIGNUP, NOOR)
    link = link_in(OutboxMail.objects.get())
    assert client.get(link).status_code == 200
    assert EmailAddress.objects.get().verified is False
    client.post(link)
    assert EmailAddress.objects.get().verified is True
    assert User.objects.with_email_confirmed().get().email_confirmed is True


def test_reset_answers_the_same_whoever_asks(client):
    make_user("noor")
    cache.clear()
    answers = [client.post(RESET, {"email": email}) for email in ("noor@school.example", "nobody@school.example")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/password/reset/done/")}


def test_reset_changes_the_password_once_and_ends_everything(client, signed_in):
    user = make_user("noor")
    elsewhere, pair = signed_in(user), issue_pair(user=user)
    client.post(RESET, {"email": user.email})
    link = link_in(OutboxMail.objects.get())
    form = client.get(link, follow=True)
    path = form.request["PATH_INFO"]
    assert path.endswith("-set-password/"), "the secret must not stay in the address"
    assert client.post(path, {"password1": "short"}).status_code == 200
    client.post(path, {"password1": "another passphrase"})
    assert User.objects.get().check_password("another passphrase")
    assert elsewhere.get("/api/v1/auth/me/").status_code == 401
    assert user_of_access_token(pair.access) is None
    again = client.get(link, follow=True)
    assert "This link is used up" in again.content.decode()


def test_reset_links_point_to_base_url(client, settings):
    settings.BASE_URL = "https://school.example"
    make_user("noor")
    client.post(RESET, {"email": "noor@school.example"}, headers={"host": "testserver"})
    assert "https://school.example/accounts/password/reset/key/" in OutboxMail.objects.get().text


def test_changing_the_password_keeps_this_browser_and_ends_the_others(signed_in, student):
    here, elsewhere = signed_in(student), signed_in(student)
    body = {"oldpassword": PASSWORD, "password1": "another passphrase"}
    here.post("/accounts/password/change/", body)
    assert here.get("/api/v1/auth/me/").status_code == 200
    assert elsewhere.get("/api/v1/auth/me/").status_code == 401


def test_logout_takes_a_post(signed_in, student):
    client = signed_in(student)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


OPEN = [
    LOGIN,
    SIGNUP,
    RESET,
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/x/",
    "/accounts/inactive/",
]
OWN = ["/accounts/password/change/", "/accounts/email/", "/accounts/logout/", "/accounts/reauthenticate/"]


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_are_ours_and_hold_to_the_csp(client, path):
    assert_is_ours(client.get(path, follow=True))


@pytest.mark.parametrize("path", OWN)
def test_own_pages_are_ours_and_hold_to_the_csp(signed_in, student, path):
    assert_is_ours(signed_in(student).get(path))


@pytest.mark.parametrize("path", OWN[:2])
def test_own_pages_ask_strangers_to_sign_in(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next={path}")


def assert_is_ours(answer) -> None:
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "css/account.css" in html
    assert html.count("<h1") == 1
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html)


def test_the_back_office_has_no_door_of_its_own(client, signed_in, admin, student):
    assert client.get("/admin/login/")["Location"].startswith(LOGIN)
    assert signed_in(student).get("/admin/", follow=True).status_code == 403
    assert signed_in(admin).get("/admin/").status_code == 200


def test_the_theme_holds_at_the_door_too(signed_in, student):
    student.theme = "dark"
    student.save()
    client = signed_in(student)
    client.get("/accounts/email/")
    client.logout()
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get(LOGIN).content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get(LOGIN).content.decode()
