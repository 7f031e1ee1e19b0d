"""Files sent by the event loop: static ones under hashed names, and stored ones that a view has allowed.

Of static files WhiteNoise knows types, caching, compressed twins, conditions and ranges; it only lacks a way to send without
a thread. Of stored files the view has said everything: the edge sends those bytes.
"""

import io
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from whitenoise import WhiteNoise
from whitenoise.responders import Response, StaticFile

HASHED = r"\.[0-9a-f]{12}\."
KEPT_BYTES = 512 * 1024

FILE_HEADER = "X-Homeroom-File"
"""A view's answer with this header is a file below DATA_DIR: the edge sends it in place of the body."""
PART_HEADER = "X-Homeroom-Part"
"""Beside it: `<start>-<length>`, the part of the file that is sent, and has to be there."""


class OutsideDataDirError(Exception):
    """A view named a file that it may not have sent."""


class StaticFiles:
    """What `collectstatic` has put into STATIC_ROOT, found once."""

    def __init__(self) -> None:
        self.prefix = urlsplit(settings.STATIC_URL).path
        root = Path(settings.STATIC_ROOT)
        self._files = WhiteNoise(
            None,
            root=str(root) if root.is_dir() else None,
            prefix=self.prefix,
            max_age=60,
            allow_all_origins=False,
            immutable_file_test=HASHED,
            add_headers_function=_add_headers,
        ).files

    def find(self, path: str) -> StaticFile | None:
        """The file at this path of the address."""
        return self._files.get(path) if path.startswith(self.prefix) else None


def _add_headers(headers: object, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]


@lru_cache(maxsize=1024)
def _kept(path: str) -> bytes:
    """A small file's bytes. A thousand phones ask for the same thirty files in one minute."""
    return Path(path).read_bytes()


class StoredPart(io.RawIOBase):
    """An open file from one place on, for `length` bytes."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self._file, self.length, self._left = file, length, length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end of the part."""
        chunk = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """The file too."""
        self._file.close()
        super().close()


Headers = list[tuple[str, str]]


def named_in(headers: Headers) -> tuple[tuple[str, str] | None, Headers]:
    """File and part that an answer names, if any; and the headers that are for the client."""
    own = {FILE_HEADER.lower(), PART_HEADER.lower()}
    told = {name.lower(): value for name, value in headers if name.lower() in own}
    path = told.get(FILE_HEADER.lower())
    if path is None:
        return None, headers
    kept = [(name, value) for name, value in headers if name.lower() not in own | {"content-length"}]
    return (path, told.get(PART_HEADER.lower(), "")), kept


def stored_file(named: tuple[str, str]) -> StoredPart | None:
    """A file below DATA_DIR, or the named part of it; None when it is gone or shorter than that. OutsideDataDirError."""
    name, part = named
    path = Path(name).resolve()
    if not path.is_relative_to(settings.DATA_DIR):
        raise OutsideDataDirError(name)
    try:
        file = path.open("rb")
    except (FileNotFoundError, IsADirectoryError):
        return None
    size = file.seek(0, io.SEEK_END)
    start, length = map(int, part.split("-")) if part else (0, size)
    if start + length > size:
        file.close()
        return None
    return StoredPart(file, start, length)


def answer_of(file: StaticFile, method: str, headers: list[tuple[bytes, bytes]], *, keep: bool = False) -> Response:
    """Status, headers and content for this request, conditions and ranges taken into account.

    `keep` is for static files, which do not change while the process lives: small ones stay in memory.
    """
    environ = {
        f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value.decode("latin-1")
        for name, value in headers
        if b"_" not in name
    }
    if keep and method == "GET" and "HTTP_RANGE" not in environ and not file.is_not_modified(environ):
        path, kept_headers = file.get_path_and_headers(environ)
        if int(dict(kept_headers)["Content-Length"]) <= KEPT_BYTES:
            return Response(HTTPStatus.OK, kept_headers, io.BytesIO(_kept(path)))
    return file.get_response(method, environ)
