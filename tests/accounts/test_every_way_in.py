"""Every way in × what may be wrong: one table. A new way in is a new class and a new row.

`standing` ways show what an earlier sign-in has earned (a token, a key, a session); there `app …` is about staff where
REQUIRE_STAFF_2FA=everywhere, since their second factor was shown when the sign-in began. A lock is for what can be guessed, so
it keeps nobody out who shows what cannot: a mail's link, a passkey, a token.
"""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from asgiref.sync import async_to_sync
from django.conf import settings as conf
from django.test import Client

from accounts.api_keys.services import make_key
from accounts.models import WaitlistEntry
from accounts.signin import links, throttle
from accounts.signin.errors import SecondFactorMissing
from accounts.signin.middleware import SocketAuthentication, authenticate_token
from accounts.tokens.services import issue_pair
from accounts.users.services import deactivate
from accounts.users.sign_ins import SecondFactor
from lib.errors import NotSignedIn
from lib.models import Job, OutboxMail
from tests.authenticator import Authenticator, text
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.passkeys import give_passkey
from tests.factories.second_factors import App, make_app

HOST, ADDRESS, NEW = "localhost:8000", "127.0.0.1", "another passphrase"
LOGIN, FACTOR, QUIZZES = "/accounts/login/", "/accounts/second-factor/", "/api/v1/quizzes/"
CONDITIONS = ("right", "wrong", "locked", "app missing", "app wrong", "app right", "closed", "unknown", "unconfirmed")


@dataclass
class Person:
    """Somebody at a door. `user` is None for somebody who has only asked for an account."""

    user: Any
    app: App | None = None
    shown: SecondFactor = SecondFactor.NONE
    client: Client = field(default_factory=lambda: Client(HTTP_HOST=HOST))
    phone: Authenticator = field(default_factory=lambda: Authenticator(f"http://{HOST}"))

    @property
    def login(self) -> str:
        return self.user.email if self.user else "stranger@school.example"


class Way:
    """`prepare` while all is well answers the secret; `come_in` shows it, and says in one word what came of it."""

    role: ClassVar[str] = "student"
    wrong: ClassVar[str] = "nonsense"
    is_standing: ClassVar[bool] = False

    def prepare(self, person: Person) -> str:
        return PASSWORD

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        raise NotImplementedError


class ApiLogin(Way):
    def come_in(self, person: Person, secret: str, otp: str) -> str:
        answer = call(person, "login/", {"login": person.login, "password": secret, "otp": otp})
        return "in" if answer.status_code == 200 else code_of(answer)


class PageLogin(Way):
    def come_in(self, person: Person, secret: str, otp: str) -> str:
        return seen(person, person.client.post(LOGIN, {"login": person.login, "password": secret}), otp)


class AdminLogin(Way):
    """The back office has no door of its own, and wants a second factor of everybody."""

    role = "admin"

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        door = person.client.get("/admin/login/?next=/admin/")["Location"]
        assert door.startswith(LOGIN)
        result = seen(person, person.client.post(door, {"login": person.login, "password": secret}), otp)
        inside = person.client.get("/admin/").status_code == 200
        return ("in" if inside else "kept_out") if result == "in" else result


class LoginCode(Way):
    wrong = "000000"

    def prepare(self, person: Person) -> str:
        person.client.post("/accounts/login/code/", {"login": person.login})
        mail = delivered()
        return re.search(r"^(\d{3} \d{3})$", mail.text, re.MULTILINE)[1] if mail else "123456"

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        return seen(person, person.client.post("/accounts/login/code/confirm/", {"code": secret}), otp)


class SignInLink(Way):
    def prepare(self, person: Person) -> str:
        person.client.post("/accounts/login/code/", {"login": person.login})
        person.client = Client(HTTP_HOST=HOST)
        mail = delivered()
        return re.search(r"/accounts/link/(\S+)/", mail.text)[1] if mail else self.wrong

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        person.client.get(f"/accounts/link/{secret}/")
        return seen(person, person.client.post("/accounts/link/"), otp)


class MagicLink(SignInLink):
    def come_in(self, person: Person, secret: str, otp: str) -> str:
        answer = call(person, "magic-link/confirm/", {"token": secret, "otp": otp})
        return "in" if answer.status_code == 200 else code_of(answer)


class ResetLink(Way):
    """No way in by itself: it makes the password right that is typed then. It proves the e-mail by the way."""

    def prepare(self, person: Person) -> str:
        person.client.post("/accounts/password/reset/", {"email": person.login})
        mail = OutboxMail.objects.filter(text__contains="/reset/key/").first()
        return re.search(r"/reset/key/(\S+)/", mail.text)[1] if mail else self.wrong

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        call(person, "password/reset/confirm/", {"token": secret, "new_password": NEW})
        return seen(person, person.client.post(LOGIN, {"login": person.login, "password": NEW}), otp)


class Passkey(Way):
    """Both factors in one; there is no other to miss."""

    def prepare(self, person: Person) -> str:
        if person.user:
            give_passkey(person.user, person.phone)
        return "phone"

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        phone, options = person.phone, person.client.post("/accounts/passkeys/login/options/").json()
        if secret != "phone" or not phone.keys:
            # A passkey that its owner has taken away.
            phone = Authenticator(f"http://{HOST}")
            give_passkey(make_user("other"), phone)[1].delete()
        return seen(person, person.client.post("/accounts/passkeys/login/", {"answer": text(phone.get(options))}), otp)


class Refresh(Way):
    is_standing = True

    def prepare(self, person: Person) -> str:
        return issue_pair(user=person.user, second_factor=person.shown).refresh if person.user else self.wrong

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        answer = call(person, "refresh/", {"refresh": secret})
        return code_of(answer) if answer.status_code != 200 else allowed(f"Bearer {answer.json()['access']}")


class ApiKey(Way):
    is_standing = True

    def prepare(self, person: Person) -> str:
        if person.user is None:
            return self.wrong
        scopes = ["quizzes:read", "games:write"]
        return make_key(user=person.user, name="key", scopes=scopes, days=30, second_factor=person.shown)[1]

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        return allowed(f"Api-Key {secret}")


class SocketHeader(Way):
    is_standing = True

    def prepare(self, person: Person) -> str:
        return issue_pair(user=person.user, second_factor=person.shown).access if person.user else self.wrong

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        return async_to_sync(identified)({"authorization": f"Bearer {secret}"})


class SocketKey(ApiKey):
    def come_in(self, person: Person, secret: str, otp: str) -> str:
        return async_to_sync(identified)({"authorization": f"Api-Key {secret}"})


class SocketFrame(SocketHeader):
    def come_in(self, person: Person, secret: str, otp: str) -> str:
        return async_to_sync(said_by)(secret)


class SocketCookie(Way):
    is_standing = True

    def prepare(self, person: Person) -> str:
        if person.user is None:
            return self.wrong
        session = person.client.session
        session["sign_in_second_factor"] = str(person.shown)
        session.save()
        person.client.cookies[conf.SESSION_COOKIE_NAME] = session.session_key
        person.client.force_login(person.user)
        return str(person.client.session.session_key)

    def come_in(self, person: Person, secret: str, otp: str) -> str:
        cookie = f"{conf.SESSION_COOKIE_NAME}={secret}"
        return async_to_sync(identified)({"cookie": cookie, "origin": f"http://{HOST}"})


# right, wrong, locked; with an app: missing, wrong, right; closed, unknown, unconfirmed
TABLE = {
    ApiLogin: """in invalid_credentials locked   otp_required otp_invalid in
                 invalid_credentials invalid_credentials email_unconfirmed""",
    PageLogin: "in refused locked   otp_required otp_invalid in   refused refused email_unconfirmed",
    AdminLogin: "kept_out refused locked   otp_required otp_invalid in   refused refused kept_out",
    LoginCode: "in refused locked   otp_required otp_invalid in   refused refused refused",
    SignInLink: "in refused in   otp_required otp_invalid in   refused refused refused",
    MagicLink: "in link_not_valid in   otp_required otp_invalid in   link_not_valid link_not_valid link_not_valid",
    ResetLink: "in refused in   otp_required otp_invalid in   refused refused in",
    Passkey: "in refused in   in in in   refused refused email_unconfirmed",
    Refresh: "in token_not_valid in   second_factor_required second_factor_required in   token_not_valid token_not_valid in",
    ApiKey: "in key_not_valid in   second_factor_required second_factor_required in   key_not_valid key_not_valid in",
    SocketHeader: "in refused in   second_factor_required second_factor_required in   refused refused in",
    SocketKey: "in refused in   second_factor_required second_factor_required in   refused refused in",
    SocketFrame: "in nobody in   second_factor_required second_factor_required in   nobody nobody in",
    SocketCookie: "in nobody in   second_factor_required second_factor_required in   nobody nobody in",
}


def rows() -> list[Any]:
    """One test a way and condition. What asks in other threads needs its rows committed."""
    made = []
    for way, results in TABLE.items():
        threads = way.__name__.startswith("Socket")
        for condition, result in zip(CONDITIONS, results.split(), strict=True):
            mark = pytest.mark.django_db(transaction=threads)
            made.append(pytest.param(way(), condition, result, marks=mark, id=f"{way.__name__} {condition}"))
    return made


@pytest.mark.parametrize(("way", "condition", "result"), rows())
def test_every_way_in(settings, way: Way, condition: str, result: str):
    person = somebody(way, condition)
    if condition == "unconfirmed":
        settings.EMAIL_CONFIRMATION, settings.ACCOUNT_EMAIL_VERIFICATION = "required", "mandatory"
    if condition.startswith("app") and way.is_standing:
        settings.REQUIRE_STAFF_2FA = "everywhere"
    secret = way.prepare(person)
    if condition == "closed":
        deactivate(user=person.user)
    if condition == "locked":
        for _ in range(5):
            with throttle.guard(login=person.login, address=ADDRESS):
                pass
    otp = {"app wrong": person.app and person.app.wrong_code(), "app right": person.app and person.app.code()}.get(
        condition
    ) or ""
    assert way.come_in(person, way.wrong if condition == "wrong" else secret, otp) == result


def somebody(way: Way, condition: str) -> Person:
    """A person in this condition, as far as it can be told beforehand."""
    if condition == "unknown":
        WaitlistEntry.objects.create(email="stranger@school.example")
        return Person(None)
    has_app = condition.startswith("app")
    make_user("keeper", role="admin")
    user = make_user("noor", role="admin" if has_app and way.is_standing else way.role)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=condition != "unconfirmed")
    shown = SecondFactor.TOTP if condition == "app right" else SecondFactor.NONE
    return Person(user, make_app(user) if has_app else None, shown)


# What was seen ------------------------------------------------------------------------------------------------------------


def call(person: Person, path: str, body: dict[str, Any]) -> Any:
    return person.client.post(f"/api/v1/auth/{path}", body, content_type="application/json")


def code_of(answer: Any) -> str:
    (error,) = answer.json()["errors"]
    return str(error["code"])


def allowed(authorization: str) -> str:
    """Whether this opens an ordinary call."""
    answer = Client(HTTP_HOST=HOST).get(QUIZZES, headers={"authorization": authorization})
    return "in" if answer.status_code == 200 else code_of(answer)


def seen(person: Person, answer: Any, otp: str) -> str:
    """What a page's answer comes to; `otp` is typed where the second factor is asked for."""
    if "_auth_user_id" in person.client.session:
        assert person.client.session["_auth_user_id"] == str(person.user.pk)
        return "in"
    if answer.status_code == 429:
        return "locked"
    path = urlsplit(answer.get("Location", "")).path
    if path == FACTOR and otp:
        return "otp_invalid" if not seen_factor(person, otp) else "in"
    return {FACTOR: "otp_required", "/accounts/confirm-email/": "email_unconfirmed"}.get(path, "refused")


def seen_factor(person: Person, otp: str) -> bool:
    person.client.post(FACTOR, {"otp": otp})
    return "_auth_user_id" in person.client.session


def delivered() -> OutboxMail | None:
    """What a worker does with the mail that was asked for."""
    for job in Job.objects.filter(name=links.SEND):
        links.send_sign_in_mail(**job.payload)
    return OutboxMail.objects.filter(subject="Your way in").first()


async def identified(headers: dict[str, str]) -> str:
    """Who a handshake with these headers comes from."""
    scopes: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        scopes.append(scope)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        scopes.append(message)

    given = [(name.encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()]
    scope = {"type": "websocket", "path": "/ws/games/123456/", "headers": given}
    await SocketAuthentication(application)(scope, receive, send)
    try:
        sign_in = await scopes[0]["identify"]()
    except SecondFactorMissing as error:
        return error.code
    except NotSignedIn:
        return "refused"
    return "in" if sign_in else "nobody"


async def said_by(token: str) -> str:
    """Who sends this token in the frame after the accept."""
    try:
        sign_in = await authenticate_token(token)
    except SecondFactorMissing as error:
        return error.code
    return "in" if sign_in else "nobody"
