"""Coming in by a passkey: at the door, as the second factor, and once more."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, LoginSession
from accounts.totp.models import TotpDevice
from accounts.users.services import deactivate
from lib import sealing
from tests.authenticator import Authenticator, mutations, text
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.passkeys import give_passkey

pytestmark = pytest.mark.django_db

HOST = "localhost:8000"
LOGIN, SIGN_IN, OPTIONS = "/accounts/login/", "/accounts/passkeys/login/", "/accounts/passkeys/login/options/"
SECOND, SECOND_OPTIONS = "/accounts/passkeys/second-factor/", "/accounts/passkeys/second-factor/options/"


@pytest.fixture
def client():
    return Client(HTTP_HOST=HOST)


@pytest.fixture
def noor():
    return make_user("noor")


@pytest.fixture
def phone(noor):
    return give_passkey(noor, Authenticator(f"http://{HOST}"))[0]


def come_in(client, phone, **body):
    """One whole sign-in."""
    options = client.post(OPTIONS).json()
    return client.post(SIGN_IN, {"answer": text(phone.get(options)), **body})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def give_app(user):
    """The person has an authenticator app too."""
    return TotpDevice.objects.create(user=user, confirmed=True, sealed_secret=sealing.seal("00" * 20))


def said(client, answer) -> list[str]:
    page = client.get(answer["Location"])
    return [str(message) for message in page.context["messages"]]


# At the door ------------------------------------------------------------------------------------------------------------


def test_a_passkey_is_both_factors(client, noor, phone):
    answer = come_in(client, phone)
    assert (answer.status_code, answer["Location"]) == (302, "/quizzes/")
    row = LoginSession.objects.get()
    assert (row.user, row.method, row.second_factor) == (noor, "passkey", "passkey")
    assert client.session["sign_in"]["second_factor"] == "passkey"


def test_it_is_not_asked_for_the_app_as_well(client, noor, phone):
    give_app(noor)
    assert come_in(client, phone)["Location"] == "/quizzes/"
    assert LoginSession.objects.get().second_factor == "passkey"


def test_options_say_nothing_of_who_has_one(client, phone):
    asked = client.post(OPTIONS).json()["publicKey"]
    assert sorted(asked) == ["challenge", "rpId", "timeout", "userVerification"]
    assert asked["rpId"] == "localhost"


def test_one_goes_where_one_wanted_but_not_elsewhere(client, noor, phone):
    assert come_in(client, phone, next="/games/")["Location"] == "/games/"
    client.logout()
    assert come_in(client, phone, next="https://evil.example/")["Location"] == "/quizzes/"


def test_it_is_forgotten_with_the_browser_unless_asked(client, noor, phone):
    come_in(client, phone)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    come_in(client, phone, remember="on")
    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == conf.SESSION_COOKIE_AGE


def test_an_answer_opens_once(client, noor, phone):
    options = client.post(OPTIONS).json()
    before = client.cookies[conf.SESSION_COOKIE_NAME].value
    answer = text(phone.get(options))
    assert client.post(SIGN_IN, {"answer": answer})["Location"] == "/quizzes/"
    for cookie in (before, None):
        thief = Client(HTTP_HOST=HOST)
        if cookie:
            thief.cookies[conf.SESSION_COOKIE_NAME] = cookie
        assert thief.post(SIGN_IN, {"answer": answer})["Location"] == LOGIN
        assert not is_in(thief)


def test_the_challenge_of_another_browser_is_refused(client, phone):
    options = Client(HTTP_HOST=HOST).post(OPTIONS).json()
    client.post(OPTIONS)
    answer = client.post(SIGN_IN, {"answer": text(phone.get(options))})
    assert answer["Location"] == LOGIN
    assert said(client, answer) == ["That did not work. Try once more: each try holds for five minutes and counts once."]
    assert not is_in(client)


def test_dozens_of_broken_answers_lead_back_to_the_door(client, phone, settings):
    settings.WRONG_SIGN_INS_AN_ADDRESS = 10_000
    options = client.post(OPTIONS).json()
    good = phone.get(options)
    cases = mutations(good)[::4]
    for _what, raw in cases:
        answer = client.post(SIGN_IN, {"answer": raw})
        assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert len(cases) > 40
    assert client.post(SIGN_IN).status_code == 302
    assert not is_in(client)


def test_a_closed_account_stays_shut(client, noor, phone):
    deactivate(user=noor)
    assert come_in(client, phone)["Location"] == "/accounts/inactive/"
    assert not is_in(client)


def test_an_unconfirmed_email_waits_where_that_is_the_rule(client, noor, phone, monkeypatch):
    monkeypatch.setattr(conf, "ACCOUNT_EMAIL_VERIFICATION", "mandatory")
    EmailAddress.objects.create(user=noor, email=noor.email, primary=True, verified=False)
    assert come_in(client, phone)["Location"] == "/accounts/confirm-email/"
    assert not is_in(client)
    EmailAddress.objects.update(verified=True)
    assert come_in(client, phone)["Location"] == "/quizzes/"


def test_what_one_person_showed_is_no_factor_of_the_next_in_the_same_browser(client, noor, phone, monkeypatch):
    """A passkey sign-in that stopped at a stage leaves nothing behind for a password sign-in of somebody else."""
    monkeypatch.setattr(conf, "ACCOUNT_EMAIL_VERIFICATION", "mandatory")
    EmailAddress.objects.create(user=noor, email=noor.email, primary=True, verified=False)
    omar = make_user("omar")
    EmailAddress.objects.create(user=omar, email=omar.email, primary=True, verified=True)
    give_app(omar)
    come_in(client, phone)
    answer = client.post(LOGIN, {"login": "omar", "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/second-factor/")
    assert not is_in(client)


def test_wrong_ones_lock_the_address_for_passkeys_and_passwords_alike(client, noor, phone, settings):
    settings.WRONG_SIGN_INS_AN_ADDRESS = 3
    for _ in range(3):
        client.post(SIGN_IN, {"answer": "{}"})
    locked = client.post(OPTIONS)
    assert (locked.status_code, locked.json()["errors"][0]["code"]) == (429, "locked")
    assert int(locked["Retry-After"]) > 0
    assert client.post(LOGIN, {"login": "noor", "password": PASSWORD}).status_code == 429
    assert come_in(Client(HTTP_HOST=HOST, REMOTE_ADDR="192.0.2.9"), phone)["Location"] == "/quizzes/"


def test_right_ones_are_not_counted(client, noor, phone, settings):
    settings.WRONG_SIGN_INS_AN_ADDRESS = 2
    for _ in range(4):
        assert come_in(client, phone)["Location"] == "/quizzes/"
        client.logout()
    assert not AuditEvent.objects.filter(kind="sign_in.failed").exists()


def test_both_posts_take_a_csrf_token(noor, phone):
    strict = Client(HTTP_HOST=HOST, enforce_csrf_checks=True)
    assert strict.post(OPTIONS).status_code == 403
    assert strict.post(SIGN_IN, {"answer": "{}"}).status_code == 403


# As the second factor ---------------------------------------------------------------------------------------------------


def test_it_stands_in_for_the_app_after_the_password(client, noor, phone):
    give_app(noor)
    at_stage = client.post(LOGIN, {"login": "noor", "password": PASSWORD, "next": "/games/"})
    assert at_stage["Location"].startswith("/accounts/second-factor/")
    options = client.post(SECOND_OPTIONS).json()
    assert len(options["publicKey"]["allowCredentials"]) == 1
    done = client.post(SECOND, {"answer": text(phone.get(options))})
    assert done["Location"] == "/games/"
    row = LoginSession.objects.get()
    assert (row.method, row.second_factor) == ("password", "passkey")


def test_somebody_elses_is_none(client, noor, phone):
    give_app(noor)
    thief, _row = give_passkey(make_user("thief"), Authenticator(f"http://{HOST}"))
    client.post(LOGIN, {"login": "noor", "password": PASSWORD})
    options = client.post(SECOND_OPTIONS).json()
    refused = client.post(SECOND, {"answer": text(thief.get(options, key=thief.keys[0]))})
    assert refused["Location"] == "/accounts/second-factor/"
    assert not is_in(client)
    assert AuditEvent.objects.get(kind="second_factor.failed").user_id == noor.pk
    options = client.post(SECOND_OPTIONS).json()
    assert client.post(SECOND, {"answer": text(phone.get(options))})["Location"] == "/quizzes/"


def test_without_a_password_before_there_is_nothing_to_add_to(client, phone):
    assert client.post(SECOND_OPTIONS).status_code == 400
    assert client.post(SECOND, {"answer": "{}"})["Location"] == LOGIN


def test_who_is_in_steps_up_and_goes_on(client, noor, phone):
    client.post(LOGIN, {"login": "noor", "password": PASSWORD})
    assert LoginSession.objects.get().second_factor == ""
    options = client.post(SECOND_OPTIONS).json()
    done = client.post(SECOND, {"answer": text(phone.get(options)), "next": "/admin/"})
    assert done["Location"] == "/admin/"
    assert LoginSession.objects.get().second_factor == "passkey"
    assert client.session["sign_in"]["second_factor"] == "passkey"


def test_staff_get_into_the_back_office_by_it(client, settings):
    settings.REQUIRE_STAFF_2FA = "admin"
    chief = make_user("chief", role="admin", is_superuser=True)
    device, _row = give_passkey(chief, Authenticator(f"http://{HOST}"))
    client.post(LOGIN, {"login": "chief", "password": PASSWORD})
    assert client.get("/admin/").status_code == 302
    client.logout()
    come_in(client, device)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("again", ["", "1"])
def test_a_failed_step_up_leads_back_to_the_page_that_asked(client, noor, phone, again):
    client.post(LOGIN, {"login": "noor", "password": PASSWORD})
    client.post(SECOND_OPTIONS)
    refused = client.post(SECOND, {"answer": "{}", "next": "/games/", "again": again})
    page = "/accounts/passkeys/reauthenticate/" if again else "/accounts/second-factor/"
    assert refused["Location"] == f"{page}?next=%2Fgames%2F"
    assert said(client, refused) == ["That did not work. Try once more: each try holds for five minutes and counts once."]


# allauth ------------------------------------------------------------------------------------------------------------------


def test_every_page_that_allauth_may_send_people_to_for_passkeys_exists(client, noor, phone):
    """Its own pages for codes and its index are not there, and nothing of it may go looking for them."""
    client.post(LOGIN, {"login": "noor", "password": PASSWORD})
    for name in ("mfa_list_webauthn", "mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"):
        assert reverse(name)
    page = client.get("/accounts/reauthenticate/")
    assert [method["id"] for method in page.context["reauthentication_alternatives"]] == ["mfa_reauthenticate:webauthn"]
    assert "passkeys/second-factor/options/" in page.content.decode()
    for path in ("/accounts/email/", "/accounts/password/change/", "/accounts/settings/security/"):
        assert client.get(path).status_code == 200
