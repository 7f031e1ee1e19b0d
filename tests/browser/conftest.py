"""A real server and a real Chromium. Browser tests are plain functions: Playwright's sync API, and the ORM at hand.

    def test_signed_in_people_see_their_name(live, new_page, teacher):
        page = new_page(user=teacher)            # 1280 x 800; `phone=True` is 390 x 844
        page.goto("/")
        expect(page.get_by_text("Tara Teacher")).to_be_visible()
        check_axe(page)

A page with an error in its console, or that breaks its Content-Security-Policy, fails its test at the end;
`new_page(expect=["404"])` names what may be said there.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lib.models import ServerProcess
from quizzes.library import services
from quizzes.models import Quiz
from tests.conftest import CHROMIUM
from tests.deployment import ROOT, UVICORN, free_port
from tests.oidc_provider import OidcProvider

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
ROOM = 12  # places in a game, so that a test can fill it
# Chromium says this of every http address but localhost; the header is meant for https.
ALWAYS_SAID = ("Cross-Origin-Opener-Policy header has been ignored",)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def lan_address() -> str:
    """An address of this machine that is not localhost; without a network 127.0.0.2, whose pages are as untrusted."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.2"


@pytest.fixture(scope="session")
def provider() -> Iterator[OidcProvider]:
    """Another provider that people may sign in by: the server knows it from its start."""
    with OidcProvider() as running:
        yield running


@pytest.fixture(scope="session")
def _server(django_db_setup: None, django_db_blocker: Any, provider: OidcProvider) -> Iterator[int]:
    """The port of a server on the test database. It listens on all addresses."""
    database = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{database}" if connection.vendor == "sqlite" else _postgres_url(database)
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": url,
        "STATIC_ROOT": str(settings.DATA_DIR / "static"),
        "DEMO": "0",
        "MAX_PLAYERS": str(ROOM),
        **provider.environment(),
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"], cwd=ROOT, env=env, check=True, timeout=120
    )
    port = free_port()
    log = Path(settings.DATA_DIR) / "browser-server.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, *UVICORN, "--host=0.0.0.0", f"--port={port}"], cwd=ROOT, env=env, stdout=file, stderr=file
        )
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/", server, log)
            yield port
        finally:
            server.terminate()
            server.wait(15)


def _postgres_url(database: str) -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{database}"


def _wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up and server.poll() is None:
        with contextlib.suppress(OSError):
            address = url.removeprefix("http://").rstrip("/").split(":")
            socket.create_connection((address[0], int(address[1])), 0.2).close()
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(url, timeout=20).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server does not answer: {log.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def _server_rows() -> list[ServerProcess]:
    """The row of the server, which the emptying of the tables between tests must not take from it."""
    return []


@pytest.fixture
def live(_server: int, _server_rows: list[ServerProcess], transactional_db: None) -> Iterator[str]:
    """The base address of the server, without a slash at the end."""
    now = timezone.now()
    rows = [ServerProcess(row.pk, row.host, row.pid, row.started_at, now) for row in _server_rows]
    # The server may have noticed already that its row was gone, and have written it again.
    ServerProcess.objects.bulk_create(rows, ignore_conflicts=True)
    yield f"http://127.0.0.1:{_server}"
    _server_rows[:] = ServerProcess.objects.all()


@pytest.fixture
def live_lan(live: str) -> str:
    """The same server at an address that is not localhost: no secure context, as on a phone in the room."""
    return live.replace("127.0.0.1", lan_address())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop on this thread, and Django would take our plain functions for coroutines.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
            )
            yield chromium
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def sign_in(context: BrowserContext, user: Any, url: str) -> None:
    """Give the browser context this user's session cookie for the server at `url`."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": url}])


@pytest.fixture
def new_page(browser: Browser, live: str) -> Iterator[Callable[..., Page]]:
    """`new_page(user=None, phone=False, base=live, expect=(), **options of the context)`: a page of a browser of its own."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(
        user: Any = None,
        *,
        phone: bool = False,
        base: str | None = None,
        expect: tuple[str, ...] | list[str] = (),
        **options: Any,
    ) -> Page:
        options.setdefault("viewport", PHONE if phone else DESK)
        context = browser.new_context(base_url=base or live, has_touch=phone, reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            sign_in(context, user, base or live)
        page = context.new_page()

        def note(text: str) -> None:
            if not any(word in text for word in (*ALWAYS_SAID, *expect)):
                problems.append(f"{page.url}: {text}")

        # A broken policy is an error in the console too.
        page.on("console", lambda message: note(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: note(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of somebody who is not signed in."""
    return new_page()


def check_axe(page: Page, *, ignore: tuple[str, ...] = ()) -> None:
    """No violation of WCAG 2.2 A and AA that axe can see on the page as it stands."""
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": AXE_TAGS}}
    found = Axe().run(page, options=options).response["violations"]
    assert [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for violation in found
        if violation["id"] not in ignore
        for node in violation["nodes"]
    ] == []


@pytest.fixture(name="check_axe")
def _check_axe() -> Callable[..., None]:
    """`check_axe(page)`, for tests that cannot import it from a conftest."""
    return check_axe


@pytest.fixture
def places() -> int:
    """How many players the server lets into a game."""
    return ROOM


@pytest.fixture
def three(teacher: Any) -> Quiz:
    """Three questions: One, Two, Three."""
    questions = [
        {"kind": "single", "prompt": name, "options": [{"text": "yes", "correct": True}, {"text": "no"}]}
        for name in ("One", "Two", "Three")
    ]
    return services.create_quiz(owner=teacher, title="Counting", questions=questions).quiz
