"""The cast, and what every test may count on. What a test needs beyond that it builds in sight, from tests/factories."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings

from lib import hub
from tests.deployment import POSTGRES, postgres_answers

REQUIRE_SERVICES = os.environ.get("REQUIRE_SERVICES") == "1"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NOT_RUN = "not run here: "

hypothesis_settings.register_profile("homeroom", derandomize=True, deadline=None, database=None, max_examples=100)
hypothesis_settings.load_profile("homeroom")


# What needs a server or a browser ---------------------------------------------------------------------------------


def _missing_services() -> str:
    missing = [] if postgres_answers() else [f"PostgreSQL at {POSTGRES.rsplit('@')[-1]}"]
    if shutil.which("redis-server") is None:
        missing.append("redis-server")
    return " and ".join(missing)


def _missing_browser() -> str:
    return "" if os.path.exists(CHROMIUM) else f"Chromium at {CHROMIUM}"


NEEDS = {"services": _missing_services, "browser": _missing_browser}
_missing: dict[str, str] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, find_missing in NEEDS.items():
        if item.get_closest_marker(marker) is None:
            continue
        if marker not in _missing:
            _missing[marker] = find_missing()
        if _missing[marker]:
            pytest.skip(f"{NOT_RUN}{_missing[marker]}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Under REQUIRE_SERVICES a test that was skipped is a test that failed."""
    report = yield
    if REQUIRE_SERVICES and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_SERVICES=1, and this test was skipped: {call.excinfo.value if call.excinfo else ''}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line a missing thing, with how many tests it cost."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NOT_RUN in reason:
            missing = reason.split(NOT_RUN, 1)[1]
            reasons[missing] = reasons.get(missing, 0) + 1
    for missing, count in reasons.items():
        terminalreporter.write_line(f"{count} tests were not run: they need {missing}.", yellow=True)


# The ground -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _hang_up() -> Iterator[None]:
    """The socket by which this process tells others of changes is closed at the end."""
    yield
    if hub._hub._wire is not None:
        hub._hub._wire.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As pytest-django's; and threads that still hold a connection do not keep PostgreSQL from dropping the database."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Limits and other counters of one test are none of the next one's."""
    yield
    cache.clear()


# The cast ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(db: None) -> Any:
    from tests.factories.accounts import make_user

    return make_user("admin", role="admin", is_superuser=True)


@pytest.fixture
def teacher(db: None) -> Any:
    from tests.factories.accounts import make_user

    return make_user("teacher", role="teacher", full_name="Tara Teacher")


@pytest.fixture
def student(db: None) -> Any:
    from tests.factories.accounts import make_user

    return make_user("student", role="student", full_name="Stu Student")


@pytest.fixture
def classmate(db: None) -> Any:
    """Another student."""
    from tests.factories.accounts import make_user

    return make_user("classmate", role="student", full_name="Claas Mate")


@pytest.fixture
def outsider(db: None) -> Any:
    """A teacher who has nothing to do with what the others made."""
    from tests.factories.accounts import make_user

    return make_user("outsider", role="teacher")


@pytest.fixture
def signed_in() -> Any:
    """`signed_in(user)`: Django's test client with that user's session. Staff have shown a second factor in it."""
    from accounts.sessions.services import raise_second_factor
    from accounts.users.sign_ins import SecondFactor

    def client_of(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        if user.is_staff:
            session = client.session
            raise_second_factor(session=session, second_factor=SecondFactor.TOTP)
            session.save()
        return client

    return client_of


@pytest.fixture
def api() -> Any:
    """`api(user)`: a REST client with that user's access token; `api()` is nobody."""
    from rest_framework.test import APIClient

    from accounts.tokens.services import issue_pair

    def client_of(user: Any = None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_pair(user=user).access}")
        return client

    return client_of
