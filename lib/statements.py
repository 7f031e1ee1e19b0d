"""Each statement of the database is timed; slow ones are logged, without the values they were given."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

from lib import metrics

log = logging.getLogger("homeroom.database")

LONGEST_SHOWN = 2000


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: dict[str, Any]) -> Any:
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - started
        metrics.db_query_seconds.observe(seconds)
        if settings.SLOW_STATEMENT_MS and seconds * 1000 >= settings.SLOW_STATEMENT_MS:
            log.warning("database.slow_statement", extra={"sql": sql[:LONGEST_SHOWN], "seconds": round(seconds, 3)})


def watch(connection: Any, **_: Any) -> None:
    """Time what this connection does from now on."""
    metrics.connections.add(connection)
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


connection_created.connect(watch)
