"""Guards of a deployment: settings that are each fine and do not go together."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import Error as DatabaseError
from django.db import connection

WRITER_AND_SERVICES = 5  # threads besides those for pages that may hold a connection: lib.writer, lib.threads
SHARE_OF_CONNECTIONS = 4  # a small deployment has two servers, a worker and beat


@register()
def database_matches_redis(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Redis means several machines; SQLite is a file of one."""
    sqlite = connection.vendor == "sqlite"
    if settings.REDIS_URL and sqlite:
        return [
            checks.Error(
                "REDIS_URL is set and the database is SQLite.",
                hint="With Redis several machines share one database: set DATABASE_URL to PostgreSQL, or take REDIS_URL away.",
                id="homeroom.E001",
            )
        ]
    if not settings.REDIS_URL and not sqlite:
        return [
            checks.Warning(
                "PostgreSQL without Redis: all servers and workers must run on one machine and share DATA_DIR.",
                hint="Set REDIS_URL when there is more than one machine or container.",
                id="homeroom.W001",
            )
        ]
    return []


@register(deploy=True)
def pool_is_large_enough(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Every thread of a server may want a connection at once, and all servers together must fit into the database."""
    if connection.vendor == "sqlite":
        return []
    found: list[CheckMessage] = []
    wanted = settings.HTTP_THREADS + WRITER_AND_SERVICES
    if wanted > settings.DB_POOL:
        found.append(
            checks.Warning(
                f"DB_POOL={settings.DB_POOL}, and a server has {wanted} threads that use the database.",
                hint=f"Set DB_POOL to {wanted} or more, or HTTP_THREADS lower.",
                id="homeroom.W002",
            )
        )
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_connections")
            allowed = int(cursor.fetchone()[0])
    except DatabaseError:
        return found
    if allowed < settings.DB_POOL * SHARE_OF_CONNECTIONS:
        found.append(
            checks.Warning(
                f"{SHARE_OF_CONNECTIONS} processes with DB_POOL={settings.DB_POOL} may want more than PostgreSQL's {allowed} "
                "connections.",
                hint="Lower DB_POOL, or raise max_connections of PostgreSQL.",
                id="homeroom.W003",
            )
        )
    return found


@register(Tags.security, deploy=True)
def mail_reaches_somebody(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """In production mail that only goes to a terminal is mail that nobody gets."""
    if settings.EMBEDDED or not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        checks.Warning(
            "EMAIL_URL is not set: mail is only printed.",
            hint="EMAIL_URL=smtp://user:password@host:587/?tls=1",
            id="homeroom.W004",
        )
    ]


@register(Tags.security)
def links_in_mails_are_ours(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """A link in a mail begins with BASE_URL, else with the Host header: anybody could have a reset link begin with his own."""
    leaves = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    if not leaves or settings.BASE_URL or "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        checks.Error(
            "Mail is sent, and its links would begin with whatever address a request claims to be for.",
            hint="Set BASE_URL=https://school.example (http://192.168.1.5:8000 in a network of one's own), or ALLOWED_HOSTS.",
            id="homeroom.E003",
        )
    ]


@register(Tags.security, deploy=True)
def address_is_known(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Links in mails and strict cookies need the address that people use, and behind https there is always a proxy."""
    if settings.EMBEDDED:
        return []
    if not settings.BASE_URL:
        return [checks.Warning("BASE_URL is not set.", hint="BASE_URL=https://school.example", id="homeroom.W005")]
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        return [
            checks.Error(
                "BASE_URL is https and TRUSTED_PROXIES is empty: every page would redirect to itself for ever.",
                hint="TRUSTED_PROXIES=172.16.0.0/12 (the address or network of the proxy that ends TLS)",
                id="homeroom.E002",
            )
        ]
    return []
