"""What an attacker would try that crosses the areas of accounts: more rights, half a sign-in, traces, answers that tell."""

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.api_keys.services import make_key
from accounts.invitations.services import make_invitation
from accounts.models import AuditEvent, Invitation, User
from accounts.profile import erasure
from accounts.signin import emails, passwords
from accounts.tokens.models import RefreshFamily
from accounts.users import services, ways_in
from accounts.users.errors import LastAdministrator
from accounts.users.roles import Role
from lib import codes, logs
from lib.errors import NotSignedIn
from lib.models import OutboxMail
from tests.accounts.letters import link_in, mail_to
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.second_factors import make_app
from tests.oidc_provider import OidcProvider

pytestmark = pytest.mark.django_db

LOGIN, SECOND_FACTOR = "/accounts/login/", "/accounts/second-factor/"
NEW = "another long passphrase"
UUID = "00000000-0000-4000-8000-000000000000"


def is_in(client):
    return "_auth_user_id" in client.session


# More rights than one has ---------------------------------------------------------------------------------------------


@pytest.fixture
def deputy():
    """An administrator without the rights of the back office, but those of people."""
    user = make_user("deputy", role="admin")
    wanted = ["view_user", "add_user", "change_user", "add_invitation", "view_invitation", "delete_authenticator"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=[*wanted, "view_authenticator"]))
    return user


def form_of(client, user):
    """What the change page of the back office would send back unchanged."""
    form = client.get(f"/admin/accounts/user/{user.pk}/change/").context["adminform"].form
    return {name: value for name, value in form.initial.items() if name in form.fields and value is not None}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "invite/", {}),
        ("patch", "", {"email": "mine@evil.example"}),
        ("patch", "", {"role": "student"}),
        ("patch", "", {"is_active": False}),
    ],
)
def test_an_account_with_every_right_is_managed_by_such_alone(api, admin, deputy, method, path, body):
    make_user("second", role="admin", is_superuser=True)
    url = f"/api/v1/users/{admin.pk}/{path}"
    refused = getattr(api(deputy), method)(url, body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "permission_denied")
    assert User.objects.filter(pk=admin.pk, email="admin@school.example", role="admin", is_active=True).exists()
    assert getattr(api(admin), method)(url, body).status_code in {200, 201}
    assert api(deputy).get(f"/api/v1/users/{admin.pk}/").status_code == 200, "who looks changes nothing"


@pytest.mark.parametrize("action", ["make_ways_in", "make_student", "make_teacher", "close_accounts", "remove_second_factor"])
def test_no_action_of_the_back_office_reaches_an_account_with_more_rights(signed_in, admin, deputy, student, action):
    make_user("second", role="admin", is_superuser=True)
    make_app(admin)
    before = User.objects.values("password", "role", "is_active", "standing").get(pk=admin.pk)
    client = signed_in(deputy)
    answer = client.post("/admin/accounts/user/", {"action": action, "_selected_action": [admin.pk, student.pk]}, follow=True)
    assert "Accounts with more rights than yours are left as they are." in answer.content.decode()
    assert User.objects.values("password", "role", "is_active", "standing").get(pk=admin.pk) == before
    assert admin.totp_devices.count() == 1
    assert not admin.single_use_links.exists()


def test_nobody_gives_oneself_rights_in_the_back_office(signed_in, deputy):
    client = signed_in(deputy)
    every = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    change = {**form_of(client, deputy), "is_superuser": "on", "user_permissions": every, "full_name": "Deputy"}
    assert client.post(f"/admin/accounts/user/{deputy.pk}/change/", change).status_code == 302
    deputy.refresh_from_db()
    assert (deputy.full_name, deputy.is_superuser, deputy.user_permissions.count()) == ("Deputy", False, 7)


def test_the_page_of_an_account_with_more_rights_can_only_be_read(signed_in, admin, deputy):
    client, url = signed_in(deputy), f"/admin/accounts/user/{admin.pk}/change/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"email": "mine@evil.example"}).status_code == 403


def test_a_passkey_of_somebody_with_more_rights_is_not_taken_away(signed_in, admin, deputy, student):
    rows = [Authenticator.objects.create(user=one, type="webauthn", data={"name": "Phone"}) for one in (admin, student)]
    client = signed_in(deputy)
    answers = [client.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code for row in rows]
    assert answers == [403, 302]
    assert list(Authenticator.objects.all()) == rows[:1]


def test_staff_who_are_no_administrators_make_none(signed_in):
    caretaker = make_user("caretaker", role="teacher", is_staff=True)
    rights = ["view_user", "add_user", "change_user", "add_invitation", "view_invitation"]
    caretaker.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client = signed_in(caretaker)
    person = {"username": "mine", "email": "", "full_name": "", "national_id": "", "role": "admin"}
    answers = [
        client.post("/admin/accounts/invitation/add/", {"email": "", "full_name": "", "role": "admin"}),
        client.post("/admin/accounts/user/add/", person),
        client.post(f"/admin/accounts/user/{caretaker.pk}/change/", {"username": "caretaker", "role": "admin"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not Invitation.objects.exists()
    assert not User.objects.filter(role=Role.ADMIN).exists()


@pytest.mark.parametrize(
    "body", [{"role": "student"}, {"role": "teacher"}, {"is_active": False}], ids=["student", "teacher", "closed"]
)
def test_the_last_with_every_right_stays(api, admin, deputy, body):
    """Or nobody would have the back office, though somebody manages people."""
    refused = api(admin).patch(f"/api/v1/users/{admin.pk}/", body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "last_administrator")
    with pytest.raises(LastAdministrator):
        services.set_superuser(user=admin, is_superuser=False)
    services.set_superuser(user=deputy, is_superuser=True)
    assert api(admin).patch(f"/api/v1/users/{admin.pk}/", body).status_code == 200


# Half a sign-in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["password", "role", "closed"])
@pytest.mark.parametrize("way", ["code", "passkey"])
def test_a_sign_in_that_waits_for_its_second_factor_ends_with_what_opened_it(client, student, what, way):
    app = make_app(student)
    client.post(LOGIN, {"login": "student", "password": PASSWORD})
    assert client.get(SECOND_FACTOR).status_code == 200
    ends = {
        "password": lambda: services.set_password(user=student, password=NEW),
        "role": lambda: services.set_role(user=student, role=Role.TEACHER),
        "closed": lambda: services.deactivate(user=student),
    }
    ends[what]()
    path = SECOND_FACTOR if way == "code" else "/accounts/passkeys/second-factor/"
    answer = client.post(path, {"otp": app.code(), "answer": "{}"})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert not is_in(client)
    assert client.get(SECOND_FACTOR)["Location"] == LOGIN


class HasherThatTakesLong(MD5PasswordHasher):
    """While it looks at a password, its owner gets a new one."""

    meanwhile: list[Callable[[], object]] = []

    def verify(self, password, encoded):
        """As ever."""
        is_right = super().verify(password, encoded)
        while self.meanwhile:
            self.meanwhile.pop()()
        return is_right


@pytest.mark.parametrize("change", ["password", "closed"])
def test_a_password_that_is_replaced_while_it_is_looked_at_gives_no_tokens(api, settings, change):
    settings.PASSWORD_HASHERS = [f"{__name__}.HasherThatTakesLong"]
    noor = make_user("noor")
    verbs = {
        "password": lambda: services.set_password(user=User.objects.get(), password=NEW),
        "closed": lambda: services.deactivate(user=User.objects.get()),
    }
    HasherThatTakesLong.meanwhile[:] = [verbs[change]]
    refused = api().post("/api/v1/auth/login/", {"login": "noor", "password": PASSWORD})
    assert (refused.status_code, HasherThatTakesLong.meanwhile) == (401, [])
    assert not RefreshFamily.objects.filter(ended_at=None).exists()
    HasherThatTakesLong.meanwhile[:] = [verbs[change]]
    client = Client()
    client.post(LOGIN, {"login": "noor", "password": NEW if change == "password" else PASSWORD})
    assert client.get("/accounts/settings/").status_code == 302
    HasherThatTakesLong.meanwhile.clear()
    assert noor.pk


def test_a_key_is_not_made_by_a_sign_in_that_ended_meanwhile(student):
    services.set_password(user=User.objects.get(), password=NEW)
    with pytest.raises(NotSignedIn):
        make_key(user=student, name="Still in", scopes=["account:read"], days=30)
    student.refresh_from_db()
    make_key(user=student, name="Mine", scopes=["account:read"], days=30)


@pytest.mark.parametrize("page", [SECOND_FACTOR, "/accounts/passkeys/second-factor/"])
def test_whoever_asks_for_a_code_by_mail_stands_before_no_second_factor(client, student, page):
    """The sign-in that waits names the person before anything was shown."""
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    app = make_app(student)
    client.post("/accounts/login/code/", {"login": "student"})
    assert client.post(page, {"otp": app.code()})["Location"] == LOGIN
    options = client.post("/accounts/passkeys/second-factor/options/")
    assert (options.status_code, "challenge" in options.content.decode()) == (400, False)
    assert not is_in(client)


# A browser that was left open --------------------------------------------------------------------------------------------


def left_open(user):
    """A browser in which somebody signed in longer ago than a proof lasts."""
    client = Client()
    client.force_login(user)
    return client


def test_a_browser_left_open_connects_no_account_elsewhere(student, settings):
    with OidcProvider() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
        answer = left_open(student).post("/accounts/oidc/oidc/login/?process=connect")
        inside = left_open(student).post("/accounts/oidc/oidc/login/", {"process": "connect"})
        assert provider.seen == []
    assert {answer["Location"], inside["Location"]} == {"/accounts/reauthenticate/?next=%2Faccounts%2Fsettings%2Fsecurity%2F"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_left_open_chooses_no_first_password(student, method):
    student.set_unusable_password()
    student.save()
    answer = getattr(left_open(student), method)("/accounts/password/set/", {"password1": NEW})
    assert "Your account has neither a password nor a passkey" in answer.content.decode()
    Authenticator.objects.create(user=student, type="webauthn", data={"name": "My phone"})
    answer = getattr(left_open(student), method)("/accounts/password/set/", {"password1": NEW})
    assert answer["Location"].startswith("/accounts/second-factor/?next="), "whoever has a second factor shows it"
    student.refresh_from_db()
    assert not student.has_usable_password()


def test_a_token_that_was_found_sets_up_no_second_factor(api, student):
    client = api(student)
    RefreshFamily.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    refused = client.post("/api/v1/auth/totp/")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "proof_needed")
    assert api(student).post("/api/v1/auth/totp/").status_code == 200, "who has just signed in may"


# An account that somebody else made with one's e-mail -------------------------------------------------------------------


def test_a_reset_by_the_reader_of_the_mail_shuts_what_the_maker_left_behind(client, student):
    Authenticator.objects.create(user=student, type="webauthn", data={"name": "Their phone"})
    SocialAccount.objects.create(user=student, provider="google", uid="theirs")
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=False)
    passwords.ask_for_reset(login=student.email, address="192.0.2.1", site="http://testserver")
    client.post(client.get(link_in(mail_to(student.email)))["Location"], {"password1": NEW})
    assert client.post(LOGIN, {"login": "student", "password": NEW}).status_code == 302
    assert is_in(client)
    assert not Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    kinds = set(AuditEvent.objects.filter(user=student).values_list("kind", flat=True))
    assert {"passkey.removed", "social.unlinked", "email.confirmed"} <= kinds


def test_whose_email_was_proved_before_keeps_passkeys_over_a_reset(client, student):
    Authenticator.objects.create(user=student, type="webauthn", data={"name": "My phone"})
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    passwords.ask_for_reset(login=student.email, address="192.0.2.1", site="http://testserver")
    client.post(client.get(link_in(mail_to(student.email)))["Location"], {"password1": NEW})
    assert Authenticator.objects.count() == 1


# Answers that tell ------------------------------------------------------------------------------------------------------


def test_reset_does_not_tell_which_names_are_one_persons(api, settings):
    """Asked for by the username until it is full, and then by a national id: full too would say whose it is."""
    make_user("noor", national_id="010203500404")
    answers = {}
    for guess in ("010203500404", "010203500405"):
        for _ in range(settings.RESETS_AN_HOUR):
            api().post("/api/v1/auth/password/reset/", {"login": "noor"})
        answers[guess] = api().post("/api/v1/auth/password/reset/", {"login": guess}).status_code
    assert set(answers.values()) == {202}
    assert OutboxMail.objects.filter(to="noor@school.example").count() == settings.RESETS_AN_HOUR


def test_changing_the_email_is_no_way_to_try_whose_addresses_have_accounts(api, student, classmate):
    client = api(student)
    body = {"email": classmate.email, "password": PASSWORD}
    answers = [client.post("/api/v1/auth/email/change/", body).status_code for _ in range(22)]
    assert answers == [400] * 20 + [429] * 2


# Traces -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lines(caplog):
    """`lines()`: all that was logged so far, as it is written."""
    caplog.set_level(logging.DEBUG)
    return lambda: [str(logs.hide_secrets(None, "", dict(record.__dict__))) for record in caplog.records]


def test_no_link_that_lets_in_stands_in_the_log(client, admin, student, lines):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=False)
    emails.ask_for_confirmation(user=student, site="http://testserver")
    passwords.ask_for_reset(login=student.email, address="192.0.2.1", site="http://testserver")
    paths = [link_in(mail) for mail in OutboxMail.objects.filter(to=student.email)]
    paths += [ways_in.make_way_in(user=student, made_by=None, site="")]
    paths += [make_invitation(made_by=admin, site="").url]
    paths += [f"/accounts/{where}/{codes.new_token()}/" for where in ("link", "email/change", "waitlist/place")]
    paths += [f"/setup/{codes.new_token()}/"]
    for path in paths:
        client.get(path)
    assert len(paths) == 8
    secrets = [path.rstrip("/").rsplit("/", 1)[1] for path in paths]
    assert [line for line in lines() if "/setup/[hidden]/" in line]
    assert [secret for secret in secrets if any(secret in line for line in lines())] == []


def test_no_link_that_lets_in_is_sent_to_sentry():
    secret = codes.new_token()
    report = {
        "request": {"url": f"https://school.example/accounts/link/{secret}/", "headers": {"Referer": f"/setup/{secret}/?a=b"}},
        "breadcrumbs": {"values": [{"data": {"path": f"/accounts/link/{secret}/", "status": 500}}]},
        "logentry": {"message": f"Internal Server Error: /accounts/link/{secret}/"},
    }
    assert secret not in str(logs.hide_in_report(report, {}))


def rows_that_say(*words):
    """Which tables still hold one of these words, sessions unpacked."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.all():
            text = json.dumps(
                {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}, default=str
            )
            if isinstance(row, Session):
                text += json.dumps(row.get_decoded())
            found |= {(model.__name__, word) for word in words if word.lower() in text.lower()}
    return found


def test_nothing_of_an_erased_person_is_left_in_any_table(signed_in, admin):
    person = make_user("zebedee", full_name="Zeb Quux", national_id="010203500404")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    office = signed_in(admin)
    office.post(f"/admin/accounts/user/{person.pk}/change/", {**form_of(office, person), "full_name": "Zeb Quuux"})
    row = EmailAddress.objects.get(user=person)
    office.post(f"/admin/account/emailaddress/{row.pk}/change/", {"user": person.pk, "email": row.email, "primary": "on"})
    browser = Client()
    browser.post(LOGIN, {"login": "Zebedee", "password": PASSWORD})
    services.correct_names(user=person, changes={"email": "zebedee@other.example"})
    person.refresh_from_db()
    erasure.ask_for_erasure(user=person)
    now = person.erase_at + timedelta(seconds=1)
    assert {"Session", "LogEntry"} <= {table for table, _word in rows_that_say("zebedee", "quuux", "010203500404")}
    erasure.erase_account(user=person, now=now)
    left = rows_that_say("zebedee", "quux", "010203500404")
    assert left <= {("OutboxMail", "zebedee"), ("OutboxMail", "quux")}, "mails that went out: settings say for how long"
    assert AuditEvent.objects.get(kind="email.changed").data == {"before": "ze…@school.example", "after": "ze…@other.example"}


# Names that are not what they seem ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Noor\u202egnp.exe", "Noorgnp.exe"),
        ("\u200bPrincipal\u200f", "Principal"),
        ("\u3164\u2800\u200b", ""),
        ("\u200d", ""),
        ("Noor\r\nBcc: x@evil.example", "Noor Bcc: x@evil.example"),
        ("نور\u200cالهدى", "نور\u200cالهدى"),
        ("👩\u200d🏫 Noor", "👩\u200d🏫 Noor"),
        ("José", "José"),
    ],
)
def test_a_name_holds_nothing_invisible(api, admin, student, typed, stored):
    assert api(student).patch("/api/v1/auth/me/", {"full_name": typed}).json()["full_name"] == stored
    made = api(admin).post("/api/v1/users/", {"username": "made", "role": "student", "full_name": typed}).json()
    assert made["full_name"] == stored
    assert api(admin).post("/api/v1/invitations/", {"full_name": typed}).json()["full_name"] == stored


# What stays on the screen and in caches -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/settings/",
        "/accounts/settings/security/",
        "/accounts/settings/data/",
        "/accounts/settings/security/keys/new/",
        "/accounts/login/",
        "/setup/",
        "/api/v1/auth/me/",
        "/api/v1/auth/sessions/",
        "/api/v1/people/",
    ],
)
def test_no_browser_keeps_what_is_one_persons(signed_in, student, path):
    assert "no-store" in signed_in(student).get(path)["Cache-Control"]


@pytest.mark.parametrize("what", ["404", "405", "redirect", "slash", "csrf", "host", "api404", "api401"])
def test_every_answer_has_the_headers(client, settings, what):
    settings.ALLOWED_HOSTS = ["testserver"]
    strict = Client(enforce_csrf_checks=True)
    answer = {
        "404": lambda: client.get("/nothing/"),
        "405": lambda: client.post("/"),
        "redirect": lambda: client.get("/accounts/settings/"),
        "slash": lambda: client.get("/accounts/settings"),
        "csrf": lambda: strict.post(LOGIN, {"login": "x"}),
        "host": lambda: client.get("/", HTTP_HOST="evil.example"),
        "api404": lambda: client.get("/api/v1/nothing/"),
        "api401": lambda: client.get("/api/v1/auth/me/"),
    }[what]()
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Content-Security-Policy": None,
        "Permissions-Policy": None,
    }
    assert {name: answer[name] if value else None for name, value in wanted.items()} == wanted


@pytest.mark.parametrize(
    "aim",
    [
        "//evil.example",
        "///evil.example",
        "https://evil.example/",
        "https:evil.example",
        "http:///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
    ],
)
def test_no_way_in_or_out_leads_elsewhere_where_every_host_is_ours(student, settings, aim):
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    answers = [
        client.post(LOGIN, {"login": "student", "password": PASSWORD, "next": aim}),
        client.get(f"{LOGIN}?{urlencode({'next': aim})}"),
        client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": aim}),
        client.post("/accounts/logout/", {"next": aim}),
    ]
    assert [answer.status_code for answer in answers] == [302] * 4
    assert [answer["Location"] for answer in answers if "evil" in answer["Location"] or "alert" in answer["Location"]] == []


def patterns(resolver, before=""):
    """Every address of the project, with its parameters as the address book writes them."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern)


EXAMPLES = ((r"<uuid:\w+>", UUID), (r"<int:\w+>", "1"), (r"\(\?P<\w+>[^)]*\)", "x"), (r"<[^>]+>", "x"), (r"[\^$]", ""))


def example(pattern):
    """An address that this pattern fits."""
    for parameter, value in EXAMPLES:
        pattern = re.sub(parameter, value, pattern)
    return f"/{pattern}"


def test_nothing_is_changed_by_a_browser_that_another_site_sends(signed_in, student):
    """Every address by POST with the cookie and without the form's token; only doors that read no cookie look at the body."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(student).cookies
    paths = [example(pattern) for pattern in patterns(get_resolver()) if not pattern.startswith("admin/")]
    answers = {path: client.post(path).status_code for path in paths}
    doors = {"register", "login", "refresh", "logout", "password/reset", "password/reset/confirm", "magic-link"}
    doors = {f"/api/v1/auth/{door}/" for door in {*doors, "magic-link/confirm"}}
    doors |= {"/api/v1/waitlist/", "/api/v1/waitlist/status/"}
    assert len(answers) > 100
    assert {path for path, status in answers.items() if status not in {403, 404, 405}} == doors


@pytest.mark.parametrize("name", ["sessionid", "devices", "homeroom_trusted", "messages", "csrftoken", "theme"])
@pytest.mark.parametrize("value", ["x", "a:b:c", "." + "A" * 5_000, '"', "gASVCw==", "eyJhIjoxfQ:1:x"])
def test_a_cookie_that_somebody_wrote_is_none(client, name, value):
    client.cookies[name] = value
    pages = (LOGIN, SECOND_FACTOR, "/", "/accounts/settings/")
    assert [client.get(page).status_code for page in pages] == [200, 302, 200, 302]


def test_a_reset_goes_to_the_stored_address_and_to_no_look_alike(api):
    make_user("mike", email="mike@school.example")
    for typed in ("m\u0131ke@school.example", "\uff4dike@school.example"):
        api().post("/api/v1/auth/password/reset/", {"login": typed})
    resets = OutboxMail.objects.filter(text__contains="/password/reset/key/")
    assert list(resets.values_list("to", flat=True)) == ["mike@school.example"]


# The mails of others ------------------------------------------------------------------------------------------------------


def test_mails_in_files_are_read_by_those_with_every_right_alone(signed_in, settings, tmp_path, deputy, admin):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    deputy.user_permissions.add(Permission.objects.get(codename="view_outboxmail"))
    pages = ("/admin/lib/outboxmail/kept/", "/admin/lib/outboxmail/")
    assert [signed_in(deputy).get(page).status_code for page in pages] == [403, 200]
    assert [signed_in(admin).get(page).status_code for page in pages] == [200, 200]
    assert pages[0] not in signed_in(deputy).get(pages[1]).content.decode()
    assert pages[0] in signed_in(admin).get(pages[1]).content.decode()
