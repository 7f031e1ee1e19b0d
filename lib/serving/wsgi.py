"""One request through Django's WSGI handler, in a thread that waits for nobody: body and answer are both complete."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

Scope = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 1024 * 1024
EDGE = "homeroom.edge"
"""Key of the environment: our edge carries this request, so an answer may name a file (lib.serving.files)."""
REFUSED = "homeroom.refused"
"""Key of the environment: the edge did not take the body in, and this is the status to answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django answered. Whoever gets it closes `body`."""

    status: int
    headers: Headers
    body: IO[bytes]


def environ_of(scope: Scope, body: IO[bytes], *, refused: int | None = None) -> dict[str, Any]:
    """The request as WSGI wants it.

    Headers with an underscore are left out: they would pass for those with a hyphen, such as X-Forwarded-For.
    """
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    root = scope.get("root_path", "")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _latin(root),
        "PATH_INFO": _latin(scope["path"].removeprefix(root)),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        EDGE: True,
    }
    for raw_name, raw_value in scope.get("headers", ()):
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in environ else value
    # The body is all here, whatever way it came: its length is known even where the client sent chunks.
    environ["CONTENT_LENGTH"] = str(_size(body))
    if refused is not None:
        environ[REFUSED] = refused
    return environ


def run(application: Application, environ: dict[str, Any]) -> Answer:
    """Call the application and collect its whole answer. A streamed answer is collected on disk, so it must end."""
    status = 500
    headers: Headers = []

    def start_response(line: str, given: Headers, exc_info: object = None) -> None:
        nonlocal status, headers
        status, headers = int(line.split(" ", 1)[0]), given

    result = application(environ, start_response)
    body: IO[bytes] = io.BytesIO()
    try:
        if getattr(result, "streaming", False):
            body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        for chunk in result:
            body.write(chunk)
    except BaseException:
        body.close()
        raise
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
    body.seek(0)
    if status not in {204, 304} and not any(name.lower() == "content-length" for name, _ in headers):
        headers = [*headers, ("Content-Length", str(_size(body)))]
    return Answer(status, headers, body)


def _latin(text: str) -> str:
    return text.encode().decode("latin-1")


def _size(body: IO[bytes]) -> int:
    size = body.seek(0, io.SEEK_END)
    body.seek(0)
    return size
