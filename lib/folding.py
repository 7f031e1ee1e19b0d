"""Searching people's names as people write them: case and accents aside, the same on both databases."""

import re
import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import Func, TextField

ACCENTS = re.compile("[\u0300-\u036f]")


def bare(text: str) -> str:
    """The text without case and accents."""
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()


class Bare(Func):
    """The same of a column. PostgreSQL can do it itself; SQLite calls `bare`."""

    function = "BARE_TEXT"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """In PostgreSQL's own words."""
        template = "LOWER(REGEXP_REPLACE(NORMALIZE(%(expressions)s, NFKD), U&'[\\0300-\\036f]', '', 'g'))"
        return self.as_sql(compiler, connection, template=template, **context)


def teach(connection: Any, **signal: Any) -> None:
    """Tell a new connection to SQLite what BARE_TEXT is."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "BARE_TEXT", 1, lambda text: None if text is None else bare(text), deterministic=True
        )


connection_created.connect(teach)
