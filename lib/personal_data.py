"""What is kept about a person: a registry of *holdings*, each with how it is exported and how it is erased.

Every app registers its own in ready(). A test walks all models: a field that points at a user and stands in no holding
fails it, so nothing about people can be forgotten.
"""

import json
import logging
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.functional import Promise

from lib import uploads
from lib.models import StoredFile

log = logging.getLogger("homeroom.personal_data")

Rows = Iterable[Mapping[str, Any]]


def _no_files(user: Any) -> Iterable[StoredFile]:
    return ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that is kept about people.

    `covers` names the fields that point at a user, as `app.Model.field`. `export(user)` gives rows that become JSON,
    `files(user)` the files that go with them, `erase(user)` deletes or makes nameless. `stays` tells people, in a
    sentence, what is kept after they are gone, and why; empty when nothing is.
    """

    name: str
    covers: frozenset[str]
    export: Callable[[Any], Rows]
    erase: Callable[[Any], object]
    files: Callable[[Any], Iterable[StoredFile]]
    stays: str | Promise


_holdings: dict[str, Holding] = {}


def register(
    name: str,
    *,
    covers: Collection[str],
    export: Callable[[Any], Rows],
    erase: Callable[[Any], object],
    files: Callable[[Any], Iterable[StoredFile]] = _no_files,
    stays: str | Promise = "",
) -> None:
    """Make it known. `name` is the name of its file in the archive."""
    if name in _holdings:
        raise ValueError(f"Two holdings are called {name!r}.")
    _holdings[name] = Holding(name, frozenset(covers), export, erase, files, stays)


def holdings() -> list[Holding]:
    """All of them, in the order in which they were registered: lower apps first."""
    return list(_holdings.values())


def covered_fields() -> set[str]:
    """Every field that some holding answers for."""
    return {field for one in _holdings.values() for field in one.covers}


def rows_of(rows: "models.QuerySet[Any]", *fields: str) -> Rows:
    """These fields of all rows, without loading them all at once."""
    return rows.order_by("pk").values(*fields).iterator(chunk_size=500)


def write_archive(user: Any, target: BinaryIO) -> int:
    """A zip of everything that is kept about this person: `<name>.json` each, and `files/`. Answers how many files it holds."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in holdings():
            with archive.open(f"{one.name}.json", "w", force_zip64=True) as entry:
                _write_rows(one.export(user), entry)
        seen: set[object] = set()
        for one in holdings():
            for stored in one.files(user):
                if stored.pk not in seen:
                    seen.add(stored.pk)
                    _write_file(archive, stored)
        return len(archive.namelist())


def _write_rows(rows: Rows, entry: Any) -> None:
    entry.write(b"[")
    for number, row in enumerate(rows):
        text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        entry.write(f"{',' if number else ''}\n{text}".encode())
    entry.write(b"\n]\n")


def _write_file(archive: zipfile.ZipFile, stored: StoredFile) -> None:
    try:
        opened = uploads.open_file(stored)
    except FileNotFoundError:
        # The storage has lost it; the archive says so by what it does not hold.
        log.warning("personal_data.file_lost", extra={"file": str(stored.pk)})
        return
    with opened, archive.open(f"files/{stored.pk}-{stored.name}", "w", force_zip64=True) as entry:
        while chunk := opened.read(256 * 1024):
            entry.write(chunk)


@transaction.atomic
def erase(user: Any) -> None:
    """Delete or make nameless all that is kept about this person. Higher apps first: they may name what lies below."""
    for one in reversed(holdings()):
        one.erase(user)


def what_stays() -> list[str]:
    """The sentences about what is kept, for the page on which somebody asks to be erased."""
    return [str(one.stays) for one in holdings() if one.stays]
