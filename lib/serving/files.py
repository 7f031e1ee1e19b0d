"""Files sent by the event loop: static ones under hashed names, and stored ones that a view has allowed.

WhiteNoise knows types, caching, compressed twins, conditions and ranges; it only lacks a way to send without a thread.
"""

import io
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from whitenoise import WhiteNoise
from whitenoise.responders import MissingFileError, NotARegularFileError, Response, StaticFile

HASHED = r"\.[0-9a-f]{12}\."
KEPT_BYTES = 512 * 1024

FILE_HEADER = "X-Homeroom-File"
"""A view's answer with this header is a file below DATA_DIR: the edge sends it in place of the body."""


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


def stored_file(name: str, headers: list[tuple[str, str]]) -> StaticFile | None:
    """A file below DATA_DIR with the headers of the view that allowed it; None when it is gone. OutsideDataDirError."""
    path = Path(name).resolve()
    if not path.is_relative_to(settings.DATA_DIR):
        raise OutsideDataDirError(name)
    try:
        return StaticFile(str(path), headers)
    except (MissingFileError, NotARegularFileError):
        return None


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
