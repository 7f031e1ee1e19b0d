"""By REST: a sign-in link whoever asks, tokens for whoever opens it, and the e-mail."""

import re

import pytest
from allauth.account.models import EmailAddress

from accounts.api_keys.services import make_key
from accounts.models import RefreshFamily, SingleUseLink, User
from accounts.signin import emails, links
from accounts.tokens.services import sign_in_of_access_token
from lib.models import Job, OutboxMail
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.second_factors import make_app

pytestmark = pytest.mark.django_db

ASK, CONFIRM = "/api/v1/auth/magic-link/", "/api/v1/auth/magic-link/confirm/"
CHANGE, CONFIRMATION = "/api/v1/auth/email/change/", "/api/v1/auth/email/confirmation/"


@pytest.fixture
def noor(db):
    user = make_user("noor")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def deliver():
    for job in Job.objects.filter(name=links.SEND, state=Job.State.QUEUED):
        links.send_sign_in_mail(**job.payload)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def token_for(api, login="noor@school.example"):
    assert api().post(ASK, {"email": login}).status_code == 202
    deliver()
    mail = OutboxMail.objects.order_by("created_at").last()
    return re.search(r"/accounts/link/(\S+)/", mail.text)[1]


def code_of(answer):
    return [(error["code"], error["attr"]) for error in answer.json()["errors"]]


def test_202_whoever_asks(api, noor):
    make_user("unconfirmed")
    make_user("closed", is_active=False)
    answers = [api().post(ASK, {"email": name}) for name in ("noor@school.example", "unconfirmed", "closed", "nobody", "\t ?")]
    deliver()
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b"")}
    assert [mail.to for mail in OutboxMail.objects.all()] == ["noor@school.example"]


def test_whom_to_mail_is_said_as_email_or_as_login(api, noor):
    assert api().post(ASK, {"login": "noor"}).status_code == 202
    deliver()
    assert OutboxMail.objects.get().to == "noor@school.example"


@pytest.mark.parametrize("login", ["noor@school.example", "nobody@school.example"])
def test_the_fourth_in_an_hour_is_429_whoever_it_is_for(api, noor, login):
    answers = [api().post(ASK, {"email": login}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert code_of(answers[3]) == [("rate_limited", None)]
    assert int(answers[3]["Retry-After"]) > 0


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "x" * 300}, {"email": "\0"}, {"email": ["a"]}, {"email": None}])
def test_bad_bodies_are_400(api, body):
    assert api().post(ASK, body).status_code == 400


def test_the_token_of_the_link_gives_tokens_once(api, noor):
    token = token_for(api)
    answer = api().post(CONFIRM, {"token": token, "role": "admin", "is_staff": True})
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh", "user"}
    assert answer.json()["user"]["username"] == "noor"
    assert sign_in_of_access_token(answer.json()["access"]).user == noor
    assert RefreshFamily.objects.get().method == "link"
    assert User.objects.get(username="noor").last_login is not None

    again = api().post(CONFIRM, {"token": token})
    assert (again.status_code, code_of(again)) == (400, [("link_not_valid", None)])


@pytest.mark.parametrize("token", ["nonsense", "\0", "x" * 5000, ""])
def test_a_token_that_never_was_is_400(api, token):
    assert api().post(CONFIRM, {"token": token}).status_code == 400


def test_a_second_factor_is_asked_for_and_a_wrong_one_leaves_the_link(api, noor, settings):
    app = make_app(noor)
    token = token_for(api)
    assert code_of(api().post(CONFIRM, {"token": token})) == [("otp_required", None)]
    assert code_of(api().post(CONFIRM, {"token": token, "otp": app.wrong_code()})) == [("otp_invalid", None)]
    assert SingleUseLink.objects.get().used_at is None

    answer = api().post(CONFIRM, {"token": token, "otp": app.code()})

    assert answer.status_code == 200
    assert sign_in_of_access_token(answer.json()["access"]).second_factor == "totp"


def test_wrong_codes_beside_a_link_are_locked_as_everywhere(api, noor, settings):
    settings.WRONG_SIGN_INS = 2
    app = make_app(noor)
    token = token_for(api)
    statuses = [api().post(CONFIRM, {"token": token, "otp": app.wrong_code()}).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    assert api().post(CONFIRM, {"token": token, "otp": app.code()}).status_code == 429


# E-mail ---------------------------------------------------------------------------------------------------------------


def test_patch_of_me_does_not_change_the_email(api, noor):
    answer = api(noor).patch("/api/v1/auth/me/", {"email": "new@school.example", "email_confirmed": True})
    assert answer.status_code == 200
    assert User.objects.get(pk=noor.pk).email == "noor@school.example"


def test_a_change_is_asked_for_looked_at_and_dropped(api, noor):
    client = api(noor)
    assert client.get(CHANGE).status_code == 204
    assert client.post(CHANGE, {"email": "new@school.example", "password": PASSWORD}).status_code == 202

    pending = client.get(CHANGE).json()
    assert (pending["email"], sorted(pending["waits_for"])) == ("new@school.example", ["new", "old"])
    assert sorted(mail.to for mail in OutboxMail.objects.all()) == ["new@school.example", "noor@school.example"]
    assert User.objects.get(pk=noor.pk).email == "noor@school.example"

    assert client.delete(CHANGE).status_code == 204
    assert emails.pending_change(noor) is None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"email": "new@school.example", "password": "wrong"}, ("wrong_password", "password")),
        ({"email": "new@school.example"}, ("wrong_password", "password")),
        ({"email": "NOOR@school.example", "password": PASSWORD}, ("email_unchanged", "email")),
        ({"email": "teacher@school.example", "password": PASSWORD}, ("unique", "email")),
        ({"email": "nonsense", "password": PASSWORD}, ("invalid", "email")),
        ({"password": PASSWORD}, ("required", "email")),
    ],
)
def test_what_is_wrong_stands_next_to_its_field(api, noor, teacher, body, problem):
    answer = api(noor).post(CHANGE, body)
    assert (answer.status_code, code_of(answer)) == (400, [problem])


def test_the_mail_to_confirm_comes_once_more(api):
    user = make_user("noor")
    assert api(user).post(CONFIRMATION).status_code == 202
    assert OutboxMail.objects.get().to == user.email
    EmailAddress.objects.update(verified=True)
    assert code_of(api(user).post(CONFIRMATION)) == [("email_confirmed", None)]


def test_an_api_key_has_no_business_with_the_email(client, noor):
    _key, text = make_key(user=noor, name="Mine", scopes=["account:read", "account:write"], days=30)
    for method in ("get", "post", "delete"):
        answer = getattr(client, method)(CHANGE, headers={"authorization": f"Api-Key {text}"})
        assert answer.status_code == 403
