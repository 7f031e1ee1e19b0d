"""The public contract's chapters Conventions, Limits and accounts, tried as a stranger would: by HTTP and sockets alone."""

import base64
import contextlib
import email
import email.policy
import hashlib
import hmac
import itertools
import os
import re
import struct
import subprocess
import sys
import time
import zlib
from datetime import datetime
from pathlib import Path

import pytest
import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.deployment import ROOT, Deployment, free_port

KINDS = ["embedded", pytest.param("shared", marks=pytest.mark.services)]
AUTH = "/api/v1/auth/"
USER = {"id", "username", "full_name", "email", "email_confirmed", "role", "is_online", "last_seen", "created_at"}
PASSWORD, OTHER, ADMINS = "correct horse battery 9", "another horse battery 8", "a very long passphrase 7"
ADMIN = {
    "ADMIN_EMAIL": "boss@school.example",
    "ADMIN_USERNAME": "boss",
    "ADMIN_PASSWORD": ADMINS,
    "ADMIN_NATIONAL_ID": "800101300123",
}
APP = "https://app.example"
SOON = 5.0  # seconds, on a busy machine
_numbers = itertools.count()


class House:
    """Two servers, as their clients see them. Every error that passes here has the one shape."""

    def __init__(self, deployment):
        self.deployment = deployment
        self.mails = Path(deployment.env["EMAIL_URL"].removeprefix("file://"))

    def __call__(self, method, path, body=None, *, by=None, key=None, at=0, cookies=None, **more):
        headers = more.pop("headers", {})
        if by:
            headers["Authorization"] = f"Bearer {by}"
        if key:
            headers["Authorization"] = f"Api-Key {key}"
        if body is not None:
            more["json"] = body
        url = path if "://" in path else self.deployment.url(at, path)
        answer = (cookies or requests).request(method, url, headers=headers, timeout=30, allow_redirects=False, **more)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400 and method != "HEAD" and "/api/" in path:
            errors = answer.json()["errors"]
            assert set(answer.json()) == {"type", "errors"}
            assert errors
            assert all(set(one) == {"code", "detail", "attr"} and one["code"] and one["detail"] for one in errors)
        return answer

    def register(self, **change):
        name = f"person{next(_numbers)}"
        body = {"username": name, "email": f"{name}@school.example", "password": PASSWORD, **change}
        answer = self("POST", f"{AUTH}register/", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def login(self, login, password=PASSWORD, *, at=0, **more):
        return self("POST", f"{AUTH}login/", {"login": login, "password": password, **more}, at=at)

    def somebody(self):
        """A new student, signed in."""
        user = self.register()
        return user, self.login(user["username"]).json()

    def admin(self):
        return self.login("boss", ADMINS).json()["access"]

    def me(self, **by):
        return self("GET", f"{AUTH}me/", at=by.pop("at", 1), **by).status_code

    def mail(self, to, subject, wait=20.0):
        """The newest mail to this address whose subject holds these words."""
        give_up = time.monotonic() + wait
        while time.monotonic() < give_up:
            found = []
            for path in sorted(self.mails.glob("*"), key=lambda path: path.stat().st_mtime):
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if mail["To"] == to and subject in (mail["Subject"] or ""):
                    found.append(mail.get_body(("plain",)).get_content())
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"No mail about {subject!r} to {to}.")

    def socket(self, path, at=1, headers=None):
        return connect(self.deployment.url(at, path, "ws"), additional_headers=headers, compression=None)

    def game_of(self, access):
        option = {"text": "2", "correct": True}
        question = {"kind": "single", "prompt": "1 + 1?", "options": [option, {"text": "3", "correct": False}]}
        quiz = self("POST", "/api/v1/quizzes/", {"title": "Sums", "questions": [question]}, by=access)
        game = self("POST", "/api/v1/games/", {"quiz": quiz.json()["id"]}, by=access)
        assert game.status_code == 201
        return f"/ws/games/{game.json()['pin']}/"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """The pages' files, gathered once for all; and mails go to files, of the shared kind too."""
    folder = tmp_path_factory.mktemp("accounts")
    env = {"STATIC_ROOT": str(folder / "static"), "EMAIL_URL": f"file://{folder / 'mail'}"}
    command = [sys.executable, "manage.py", "serve", "--only", "static"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **env, "DATA_DIR": str(folder)}, check=True, capture_output=True)
    return env


@pytest.fixture(scope="module", params=KINDS)
def house(request, environment):
    with Deployment(request.param, env={**environment, **ADMIN, "CORS_ORIGINS": APP}) as deployment:
        assert "/setup/" not in deployment.manage("serve", "--only", "migrate")
        yield House(deployment)


def code_of(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def totp(secret, steps=0):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def host(socket):
    socket.send('{"type": "host"}')
    assert '"hosting"' in socket.recv(timeout=10)
    return socket


def closing(socket):
    """The code that this socket is closed with, before long."""
    give_up = time.monotonic() + SOON
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            socket.recv(timeout=max(0.01, give_up - time.monotonic()))
    return closed.value.rcvd.code


def form_of(house, browser, url, **fields):
    """Open a page and send its form; where it leads."""
    page = browser.get(url, timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    body = {"csrfmiddlewaretoken": token, **fields}
    answer = browser.post(page.url, data=body, headers={"Referer": page.url}, allow_redirects=False, timeout=30)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


# The door ----------------------------------------------------------------------------------------------------------------


def test_register_and_sign_in_by_any_name(house):
    extra = {"role": "admin", "is_staff": True, "is_superuser": True, "email_confirmed": True, "score": 5}
    user = house.register(email="Mia@School.Example", username="Mia", **extra)
    assert set(user) >= USER
    assert user["user"] == {name: user[name] for name in USER}
    assert (user["role"], user["email_confirmed"], user["email"]) == ("student", False, "mia@school.example")
    assert datetime.fromisoformat(user["created_at"]).utcoffset().total_seconds() == 0

    for number, login in enumerate(("Mia", "mia", "MIA", "mia@school.example", "MIA@SCHOOL.EXAMPLE", " mia ")):
        answer = house.login(login, at=number % 2, extra=1)
        assert answer.status_code == 200
    pair = answer.json()
    assert set(pair) == {"access", "refresh", "user"}
    assert set(pair["user"]) >= USER
    assert str(pair["user"]["id"]) == str(user["id"])
    assert house("POST", f"{AUTH}login/", data={"login": "mia", "password": PASSWORD}).status_code == 200
    assert house("POST", f"{AUTH}login", {"login": "mia", "password": PASSWORD}).status_code == 308

    twin = {"email": "other@school.example", "password": PASSWORD}
    for name in ("mia", "MIA", "mіa"):  # the last one with a Cyrillic і
        answer = house("POST", f"{AUTH}register/", {**twin, "username": name})
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "username")
    assert code_of(house.login("mia", "wrong")) == code_of(house.login("nobody", "wrong")) == (401, "invalid_credentials")
    for body in (
        {},
        [1],
        {"login": ["a"], "password": {}},
        {"login": "a\0", "password": "x"},
        {"login": "a", "password": "x" * 10_000},
    ):
        assert house("POST", f"{AUTH}login/", body).status_code == 400
    assert house("POST", f"{AUTH}login/", data="{broken", headers={"Content-Type": "application/json"}).status_code == 400


def test_the_administrator_comes_from_the_environment(house):
    for login in ("boss", "BOSS@school.example", ADMIN["ADMIN_NATIONAL_ID"]):
        answer = house.login(login, ADMINS)
        assert (answer.status_code, answer.json()["user"]["role"]) == (200, "admin")
    browser = requests.Session()
    form_of(house, browser, house.deployment.url(0, "/accounts/login/"), login="boss", password=ADMINS)
    assert house("GET", "/quizzes/", cookies=browser).status_code == 200
    assert house("GET", "/admin/", cookies=browser).status_code == 302


def test_tokens_turn_and_end(house):
    _user, first = house.somebody()
    assert [house.me(by=token) for token in (first["access"], first["refresh"], "a.b.c", "")] == [200, 401, 401, 401]
    assert house("GET", f"{AUTH}me/?access={first['access']}&token={first['access']}").status_code == 401
    second = house("POST", f"{AUTH}refresh/", {"refresh": first["refresh"]}, at=1).json()
    assert house.me(by=second["access"]) == 200
    # The old one again: the whole family is dead, everywhere.
    assert house("POST", f"{AUTH}refresh/", {"refresh": first["refresh"]}).status_code == 401
    assert house("POST", f"{AUTH}refresh/", {"refresh": second["refresh"]}, at=1).status_code == 401
    assert [house.me(by=first["access"]), house.me(by=second["access"])] == [401, 401]

    _user, pair = house.somebody()
    assert house("POST", f"{AUTH}refresh/", {"refresh": pair["access"]}).status_code == 401
    assert house("POST", f"{AUTH}logout/", {"refresh": pair["refresh"]}).status_code == 204
    assert house.me(by=pair["access"]) == 401
    assert house("POST", f"{AUTH}refresh/", {"refresh": pair["refresh"]}, at=1).status_code == 401


def test_five_wrong_ones_lock_this_login_at_this_address_alone(house):
    user, other = house.register(), house.register()
    for number in range(5):
        assert code_of(house.login(user["username"], "wrong", at=number % 2)) == (401, "invalid_credentials")
    for login in (user["username"], user["email"].upper()):
        answer = house.login(login, at=1)
        assert code_of(answer) == (429, "locked")
        assert 0 < int(answer.headers["Retry-After"]) <= 300
    body = {"login": user["username"], "password": PASSWORD}
    assert house("POST", f"{AUTH}login/", body, headers={"X-Forwarded-For": "10.9.8.7"}).status_code == 429
    assert house.login(other["username"]).status_code == 200
    assert [code_of(house.login("ghost", "wrong"))[0] for _ in range(6)] == [401] * 5 + [429]


def test_the_second_factor(house):
    user, here = house.somebody()
    there = house.login(user["username"]).json()
    enrolment = house("POST", f"{AUTH}totp/", by=here["access"]).json()
    assert set(enrolment) == {"secret", "otpauth_url"}
    assert enrolment["otpauth_url"].startswith("otpauth://totp/")
    assert code_of(house("POST", f"{AUTH}totp/confirm/", {"otp": "nonsense"}, by=here["access"])) == (400, "otp_invalid")
    code = totp(enrolment["secret"])
    codes = house("POST", f"{AUTH}totp/confirm/", {"otp": code}, by=here["access"]).json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert [house.me(by=here["access"]), house.me(by=there["access"])] == [200, 401]

    name = user["username"]
    assert code_of(house.login(name)) == code_of(house.login(name, otp=None)) == (401, "otp_required")
    assert house.login(name, otp=code, at=1).status_code == 200
    assert code_of(house.login(name, otp=code)) == (401, "otp_invalid")
    assert house.login(name, otp=codes[0].lower()).status_code == 200
    assert code_of(house.login(name, otp=codes[0], at=1)) == (401, "otp_invalid")
    for body in ({}, {"password": PASSWORD}, {"password": "wrong", "otp": codes[1]}):
        assert house("DELETE", f"{AUTH}totp/", body, by=here["access"]).status_code == 400
    assert house("DELETE", f"{AUTH}totp/", {"password": PASSWORD, "otp": codes[2]}, by=here["access"]).status_code == 204
    assert house.login(name).status_code == 200


# What ends with what, at the other server -------------------------------------------------------------------------------


def ends(house, how, user, pair, key):
    """Do it at server 0."""
    access, admin = pair["access"], house.admin()
    if how == "logout":
        return house("POST", f"{AUTH}logout/", {"refresh": pair["refresh"]})
    if how == "password":
        return house("POST", f"{AUTH}password/change/", {"current_password": PASSWORD, "new_password": OTHER}, by=access)
    if how == "session":
        other = house.login(user["username"]).json()["access"]
        rows = house("GET", f"{AUTH}sessions/", by=other).json()["results"]
        (mine,) = (row for row in rows if not row["current"])
        return house("DELETE", f"{AUTH}sessions/{mine['id']}/", by=other)
    if how == "key":
        return house("DELETE", f"{AUTH}api-keys/{key['id']}/", by=access)
    change = {"role": "teacher"} if how == "role" else {"is_active": False}
    return house("PATCH", f"/api/v1/users/{user['id']}/", change, by=admin)


@pytest.mark.parametrize(
    ("how", "closed"),
    [
        ("logout", {"header", "frame"}),
        ("session", {"header", "frame"}),
        ("key", {"key"}),
        ("password", {"header", "frame", "key"}),
        ("role", {"header", "frame", "key"}),
        ("deactivation", {"header", "frame", "key"}),
    ],
)
def test_a_sign_in_that_ends_closes_its_sockets_at_the_other_server(house, how, closed):
    user, pair = house.somebody()
    path = house.game_of(pair["access"])
    key = house("POST", f"{AUTH}api-keys/", {"name": "Script"}, by=pair["access"]).json()
    shown = {"header": {"Authorization": f"Bearer {pair['access']}"}, "key": {"Authorization": f"Api-Key {key['key']}"}}
    assert house.me(key=key["key"]) == 200
    with contextlib.ExitStack() as stack:
        sockets = {by: stack.enter_context(house.socket(path, headers=shown.get(by))) for by in ("header", "key", "frame")}
        sockets["frame"].send(f'{{"type": "auth", "token": "{pair["access"]}"}}')
        for socket in sockets.values():
            host(socket)
        assert ends(house, how, user, pair, key).status_code in {200, 204}
        assert {by: closing(sockets[by]) for by in closed} == dict.fromkeys(closed, 4401)
        for by in set(sockets) - closed:
            sockets[by].send('{"type": "ping", "t": 1}')
            assert '"pong"' in sockets[by].recv(timeout=10)
    assert house.me(key=key["key"]) == (401 if "key" in closed else 200)
    assert house.me(by=pair["access"]) == (401 if "header" in closed else 200)
    if "header" in closed:
        assert house("POST", f"{AUTH}refresh/", {"refresh": pair["refresh"]}).status_code == 401
        with house.socket(path, headers=shown["header"]) as late:
            assert '"not_authenticated"' in late.recv(timeout=10)
            assert closing(late) == 4401


def test_who_may_open_a_socket(house):
    _user, pair = house.somebody()
    path = house.game_of(pair["access"])
    with house.socket(path) as socket:
        socket.send('{"type": "auth", "token": "nonsense"}')
        assert '"error"' in socket.recv(timeout=10)
        assert closing(socket) == 4401
    with house.socket(f"{path}?token={pair['access']}") as socket:
        socket.send('{"type": "host"}')
        assert '"not_host"' in socket.recv(timeout=10)
    with house.socket("/ws/nothing/") as socket:
        assert '"not_found"' in socket.recv(timeout=10)
        assert closing(socket) == 4404
    with pytest.raises(Exception, match="403"):
        house.socket(path, headers={"Origin": "https://evil.example"})
    with house.socket(path, headers={"Origin": APP}) as socket:
        socket.send('{"type": "ping", "t": 1}')
        assert '"pong"' in socket.recv(timeout=10)


def test_keys_and_sessions_are_ones_own(house):
    (_one, mine), (_other, theirs) = house.somebody(), house.somebody()
    made = house("POST", f"{AUTH}api-keys/", {"name": "Script", "scopes": ["account:read"]}, by=mine["access"])
    key = made.json()["key"]
    assert made.status_code == 201
    listed = house("GET", f"{AUTH}api-keys/", by=mine["access"])
    assert set(listed.json()) == {"count", "next", "previous", "results"}
    assert key not in listed.text
    assert house.me(key=key) == 200
    assert house("GET", f"{AUTH}me/?api_key={key}").status_code == 401
    assert house("PATCH", f"{AUTH}me/", {"full_name": "X"}, key=key).status_code == 403
    assert house("DELETE", f"{AUTH}api-keys/{made.json()['id']}/", by=theirs["access"]).status_code == 404
    row = house("GET", f"{AUTH}sessions/", by=mine["access"]).json()["results"][0]
    assert house("DELETE", f"{AUTH}sessions/{row['id']}/", by=theirs["access"]).status_code == 404


# By mail -----------------------------------------------------------------------------------------------------------------


def link_in(mail):
    return re.search(r"https?://\S+", mail)[0]


def test_the_ways_in_by_mail(house):
    user, pair = house.somebody()
    address = user["email"]
    browser = requests.Session()
    form_of(house, browser, link_in(house.mail(address, "Is this your e-mail?")))
    assert house("GET", f"{AUTH}me/", by=pair["access"]).json()["email_confirmed"] is True

    for asked in (address.upper(), "nobody@school.example"):
        assert house("POST", f"{AUTH}magic-link/", {"email": asked}).status_code == 202
    link = link_in(house.mail(address, "way in"))
    for _ in range(3):  # as a mail scanner does
        assert requests.get(link, timeout=30).url == link.rsplit("/", 2)[0] + "/"
        house("HEAD", link)
    form_of(house, browser, link)
    assert house("GET", f"{AUTH}me/", cookies=browser).json()["username"] == user["username"]
    assert requests.get(link, timeout=30).status_code == 410
    token = link.rstrip("/").rpartition("/")[2]
    assert house("POST", f"{AUTH}magic-link/confirm/", {"token": token}).status_code == 400

    # The cookie needs CSRF, a token does not.
    name = {"full_name": "Noor"}
    assert house("PATCH", f"{AUTH}me/", name, cookies=browser).status_code == 403
    headers = {"X-CSRFToken": browser.cookies["csrftoken"]}
    assert house("PATCH", f"{AUTH}me/", name, cookies=browser, headers=dict(headers)).status_code == 200
    strange = {**headers, "Origin": "https://evil.example"}
    assert house("PATCH", f"{AUTH}me/", name, cookies=browser, headers=strange).status_code == 403
    assert house("PATCH", f"{AUTH}me/", name, by=pair["access"]).status_code == 200

    for asked in ({"email": address}, {"email": "nobody@school.example"}):
        assert house("POST", f"{AUTH}password/reset/", asked).status_code == 202
    token = link_in(house.mail(address, "new password")).rstrip("/").rpartition("/")[2]
    body = {"token": token, "new_password": OTHER}
    assert house("POST", f"{AUTH}password/reset/confirm/", body, at=1).status_code == 204
    assert house("POST", f"{AUTH}password/reset/confirm/", body).status_code == 400
    assert house.me(by=pair["access"]) == house.me(cookies=browser) == 401
    assert [house.login(address, password).status_code for password in (PASSWORD, OTHER)] == [401, 200]


@pytest.mark.parametrize(("path", "field", "limit"), [("magic-link/", "email", 3), ("password/reset/", "login", 5)])
def test_mails_are_limited_whoever_they_are_for(house, path, field, limit):
    body = {field: f"nobody{next(_numbers)}@school.example"}
    answers = [house("POST", f"{AUTH}{path}", body, at=number % 2) for number in range(limit * 2 + 1)]
    # An hour that begins meanwhile counts anew.
    assert answers[0].status_code == 202
    assert code_of(answers[-1]) == (429, "rate_limited")
    assert int(answers[-1].headers["Retry-After"]) > 0


# People -------------------------------------------------------------------------------------------------------------------


def test_accounts_made_by_an_administrator(house):
    admin, (_user, student) = house.admin(), house.somebody()
    name = f"person{next(_numbers)}"
    body = {"username": name, "role": "teacher", "email": None, "password": PASSWORD, "is_superuser": True}
    assert house("POST", "/api/v1/users/", body, by=student["access"]).status_code == 403
    made = house("POST", "/api/v1/users/", body, by=admin)
    assert made.status_code == 201
    assert set(made.json()["user"]) >= USER
    row = f"/api/v1/users/{made.json()['id']}/"
    assert house.login(name).status_code == 401
    for _ in range(2):
        assert "password1" in requests.get(made.json()["invite_url"], timeout=30).text
    form_of(house, requests.Session(), made.json()["invite_url"], password1=OTHER)
    assert "password1" not in requests.get(made.json()["invite_url"], timeout=30).text

    for change in ({"role": "student"}, {"is_active": False}):
        pair = house.login(name, OTHER).json()
        assert house("PATCH", row, change, by=admin).status_code == 200
        assert house.me(by=pair["access"]) == 401
        assert house("POST", f"{AUTH}refresh/", {"refresh": pair["refresh"]}).status_code == 401
    assert code_of(house.login(name, OTHER)) == (401, "invalid_credentials")
    found = house("GET", f"/api/v1/users/?search={name}", by=admin).json()
    assert (found["count"], found["results"][0]["username"]) == (1, name)
    assert house("GET", "/api/v1/users/99999999/", by=admin).status_code == 404

    people = house("GET", "/api/v1/people/?search=person", by=student["access"])
    assert set(people.json()) == {"count", "next", "previous", "results"}
    assert "@" not in people.text
    assert house("GET", "/api/v1/people/").status_code == 401


def test_an_avatar_is_uploaded_and_taken_by_its_id(house):
    (_one, mine), (_other, theirs) = house.somebody(), house.somebody()
    side, chunk = 8, lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    pixels = zlib.compress((b"\0" + b"\x80\x20\x40" * side) * side)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    png += chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    answer = house("POST", "/api/v1/uploads/", by=mine["access"], files={"file": ("me.png", png)}, data={"use": "avatar"})
    file = answer.json()
    assert (answer.status_code, set(file)) == (201, {"id", "url", "name", "size", "content_type", "width", "height"})
    assert (file["content_type"], file["width"], file["height"]) == ("image/png", side, side)
    assert [house("GET", file["url"], by=one, at=1).status_code for one in (mine["access"], None)] == [200, 404]
    taken = [house("PATCH", f"{AUTH}me/", {"avatar": file["id"]}, by=one["access"]) for one in (mine, theirs)]
    assert [one.status_code for one in taken] == [200, 400]
    wrong = house("POST", "/api/v1/uploads/", by=mine["access"], files={"file": ("me.png", b"text")}, data={"use": "avatar"})
    assert wrong.status_code == 400


# The house ----------------------------------------------------------------------------------------------------------------


def test_what_operators_and_scripts_of_other_sites_get(house):
    assert house("GET", "/health/live/").status_code == 200
    assert {"database", "cache", "channel_layer", "task_queue", "scheduler", "mail"} <= set(
        house("GET", "/health/").json()["checks"]
    )
    assert "# TYPE" in house("GET", "/metrics").text
    assert house("GET", "/metrics", headers={"X-Forwarded-For": "9.9.9.9"}).status_code == 404
    assert house("GET", "/api/schema/").text.startswith("openapi: 3.1")
    assert [house("GET", path).status_code for path in ("/api/docs/", "/api/redoc/")] == [200, 200]
    for origin, allowed in ((APP, APP), ("https://evil.example", None)):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for answer in (
            house("OPTIONS", f"{AUTH}login/", headers=asked),
            house("GET", f"{AUTH}me/", headers={"Origin": origin}),
        ):
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert "Access-Control-Allow-Credentials" not in answer.headers


# A server a row; limits are counted in the one database.
MODES = {
    "waitlist": {"REGISTRATION": "waitlist"},
    "invite": {"REGISTRATION": "invite"},
    "closed": {"REGISTRATION": "closed", "REQUIRE_STAFF_2FA": "everywhere"},
    "required": {"EMAIL_CONFIRMATION": "required", "REGISTRATIONS_AN_HOUR": "12"},
}


@pytest.fixture(scope="module")
def modes(environment):
    """Servers over one database, in which there is no administrator yet."""
    with Deployment("embedded", servers=0, env=environment) as deployment:
        said = deployment.manage("serve", "--only", "migrate")
        before = deployment.env
        for number, change in enumerate(MODES.values()):
            deployment.ports.append(free_port())
            deployment.servers.append(None)
            deployment.env = {**before, **change}
            deployment.start_server(number)
        deployment.env = before
        yield House(deployment), {name: number for number, name in enumerate(MODES)}, said


def test_who_may_make_an_account_and_what_it_takes(modes):
    house, at, said = modes
    path = re.search(r"http://localhost:\d+(/setup/\S+)", said)[1]
    boss = {"username": "boss", "email": "boss@school.example", "password1": ADMINS}
    form_of(house, requests.Session(), house.deployment.url(at["invite"], path), **boss)
    assert "password1" not in requests.get(house.deployment.url(at["invite"], path), timeout=30).text
    admin = house.login("boss", ADMINS).json()["access"]
    noor = {"username": "noor", "email": "noor@school.example", "password": PASSWORD}

    def register(mode, **change):
        return house("POST", f"{AUTH}register/", {**noor, **change}, at=at[mode])

    waits = register("waitlist")
    assert (waits.status_code, waits.json()["waitlisted"], waits.json()["position"]) == (202, True, 1)
    # Every request counts, whoever it names: the number tells nobody that an e-mail is known.
    assert register("waitlist").json()["position"] == 2
    assert house.login("noor", at=at["waitlist"]).status_code == 401
    for asked in ("noor@school.example", "nobody@school.example"):
        answer = house("POST", "/api/v1/waitlist/status/", {"email": asked}, at=at["waitlist"])
        assert (answer.status_code, answer.content) == (202, b"")
    assert house("GET", "/api/v1/waitlist/").status_code == 401
    (row,) = house("GET", "/api/v1/waitlist/?search=noor", by=admin).json()["results"]
    assert house("POST", f"/api/v1/waitlist/{row['id']}/approve/", by=admin).status_code == 200
    assert "/accounts/invitation/" in link_in(house.mail("noor@school.example", "invited"))
    assert house("POST", "/api/v1/waitlist/", {"email": "joe@school.example"}, at=at["waitlist"]).status_code == 202
    (row,) = house("GET", "/api/v1/waitlist/?search=joe", by=admin).json()["results"]
    assert house("POST", f"/api/v1/waitlist/{row['id']}/reject/", by=admin).status_code == 200
    assert house("DELETE", f"/api/v1/waitlist/{row['id']}/", by=admin).status_code == 204

    assert code_of(register("invite")) == (400, "invite_required")
    assert register("invite", invite="nonsense").json()["errors"][0]["attr"] == "invite"
    made = house("POST", "/api/v1/invitations/", {"email": noor["email"]}, by=admin).json()
    token = made["invite_url"].rstrip("/").rpartition("/")[2]
    assert register("invite", invite=token).status_code == 201
    assert register("invite", invite=token, username="zoe", email="zoe@school.example").status_code == 400
    assert code_of(register("closed")) == (403, "registration_closed")
    for mode in ("waitlist", "invite", "closed"):
        page = requests.get(house.deployment.url(at[mode], "/accounts/signup/"), timeout=30)
        assert page.status_code == 200
        assert 'type="password"' not in page.text

    assert register("required", username="ria", email="ria@school.example").status_code == 201
    assert code_of(house.login("ria", at=at["required"])) == (401, "email_unconfirmed")
    assert code_of(house.login("ria", "wrong", at=at["required"])) == (401, "invalid_credentials")
    form_of(house, requests.Session(), link_in(house.mail("ria@school.example", "Is this your e-mail?")))
    assert house.login("ria", at=at["required"]).status_code == 200

    people = [f"person{next(_numbers)}" for _ in range(25)]
    tried = [register("required", username=name, email=f"{name}@school.example") for name in people]
    assert code_of(tried[-1]) == (429, "rate_limited")
    assert int(tried[-1].headers["Retry-After"]) > 0


def test_everywhere_asks_staff_for_a_second_factor_on_all_but_enrolment(modes):
    house, at, _said = modes
    here = at["closed"]
    access = house.login("boss", ADMINS, at=here).json()["access"]
    for path in (f"{AUTH}me/", f"{AUTH}sessions/", "/api/v1/users/", "/api/v1/quizzes/"):
        assert code_of(house("GET", path, by=access, at=here)) == (403, "second_factor_required")
    secret = house("POST", f"{AUTH}totp/", by=access, at=here).json()["secret"]
    assert house("POST", f"{AUTH}totp/confirm/", {"otp": totp(secret)}, by=access, at=here).status_code == 200
    assert house.me(by=access, at=here) == 200
