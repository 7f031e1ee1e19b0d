"""Settings that do not go together are found before a server starts."""

import pytest

from lib import checks


def ids(check):
    return [message.id for message in check(None)]


def test_redis_with_sqlite_is_an_error(settings, monkeypatch):
    settings.REDIS_URL = "redis://10.0.0.1"
    monkeypatch.setattr(checks.connection, "vendor", "sqlite")

    assert ids(checks.database_matches_redis) == ["homeroom.E001"]


def test_postgresql_without_redis_is_a_warning(settings, monkeypatch):
    settings.REDIS_URL = ""
    monkeypatch.setattr(checks.connection, "vendor", "postgresql")

    assert ids(checks.database_matches_redis) == ["homeroom.W001"]


@pytest.mark.parametrize(
    ("embedded", "base_url", "proxies", "found"),
    [
        (True, "", [], []),
        (False, "", [], ["homeroom.W005"]),
        (False, "https://school.example", [], ["homeroom.E002"]),
        (False, "https://school.example", ["10.0.0.1"], []),
        (False, "http://school.example", [], []),
    ],
)
def test_address_and_proxy_go_together(settings, embedded, base_url, proxies, found):
    settings.EMBEDDED, settings.BASE_URL, settings.TRUSTED_PROXIES = embedded, base_url, proxies
    settings.HTTPS = base_url.startswith("https")

    assert ids(checks.address_is_known) == found


@pytest.mark.parametrize(
    ("embedded", "backend", "found"),
    [(True, "console", []), (False, "console", ["homeroom.W004"]), (False, "smtp", [])],
)
def test_mail_that_is_only_printed_is_a_warning(settings, embedded, backend, found):
    settings.EMBEDDED, settings.EMAIL_BACKEND = embedded, f"django.core.mail.backends.{backend}.EmailBackend"

    assert ids(checks.mail_reaches_somebody) == found


@pytest.mark.parametrize(
    ("backend", "base_url", "hosts", "found"),
    [
        ("smtp", "", ["*"], ["homeroom.E003"]),
        ("smtp", "https://school.example", ["school.example"], []),
        ("smtp", "", ["school.example"], []),
        ("filebased", "", ["*"], []),
    ],
)
def test_mail_that_leaves_takes_an_address_of_ones_own(settings, backend, base_url, hosts, found):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.BASE_URL, settings.ALLOWED_HOSTS = base_url, hosts

    assert ids(checks.links_in_mails_are_ours) == found
