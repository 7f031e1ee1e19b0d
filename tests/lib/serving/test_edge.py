"""The edge: what it sends itself, what it hands to Django, and that no client holds a thread."""

import asyncio
import contextlib
import json
import socket
import threading

import pytest

from lib.serving import edge
from lib.serving.edge import Edge
from lib.serving.files import FILE_HEADER, PART_HEADER, OutsideDataDirError
from lib.serving.wsgi import REFUSED
from tests.deployment import Deployment
from tests.lib import uses


class Answered:
    """What a client got."""

    def __init__(self):
        self.status = 0
        self.headers = {}
        self.body = b""

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")


async def ask(application, path, *, method="GET", headers=(), body=b"", query=b""):
    """One request, whole; the client stays until it is answered."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.lower().encode(), value.encode()) for name, value in dict(headers).items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    stays = asyncio.Event()

    async def receive():
        if messages:
            return messages.pop()
        await stays.wait()
        return {"type": "http.disconnect"}

    got = Answered()
    await application(scope, receive, got.send)
    return got


def page(status="200 OK", headers=(), body=b"page"):
    """A WSGI application that always answers this."""

    def application(environ, start_response):
        application.seen = environ
        start_response(status, list(headers))
        return [body]

    return application


@pytest.fixture
def static_root(settings, tmp_path):
    root = tmp_path / "static"
    root.mkdir()
    settings.STATIC_ROOT = str(root)
    return root


# Static files -----------------------------------------------------------------------------------------------------


async def test_hashed_file_is_kept_for_ever(static_root):
    (static_root / "app.0123456789ab.css").write_text("a {}")

    got = await ask(Edge(page()), "/static/app.0123456789ab.css")

    assert (got.status, got.body) == (200, b"a {}")
    assert "immutable" in got.headers["cache-control"]
    assert got.headers["content-type"].startswith("text/css")
    assert got.headers["x-content-type-options"] == "nosniff"


async def test_plain_name_is_asked_for_again_soon(static_root):
    (static_root / "app.css").write_text("a {}")

    got = await ask(Edge(page()), "/static/app.css")

    assert "immutable" not in got.headers["cache-control"]


async def test_what_the_browser_has_is_not_sent_again(static_root):
    (static_root / "app.css").write_text("a {}")
    server = Edge(page())
    tag = (await ask(server, "/static/app.css")).headers["etag"]

    got = await ask(server, "/static/app.css", headers={"If-None-Match": tag})

    assert (got.status, got.body) == (304, b"")


async def test_compressed_twin_is_sent_to_who_takes_it(static_root):
    (static_root / "app.css").write_text("a {}" * 100)
    (static_root / "app.css.gz").write_bytes(b"squeezed")
    server = Edge(page())

    squeezed = await ask(server, "/static/app.css", headers={"Accept-Encoding": "gzip"})
    plain = await ask(server, "/static/app.css")

    assert (squeezed.headers["content-encoding"], squeezed.body) == ("gzip", b"squeezed")
    assert plain.body == b"a {}" * 100


async def test_nothing_outside_the_static_folder_is_found(static_root):
    (static_root.parent / "secret").write_text("no")

    got = await ask(Edge(page(body=b"django")), "/static/../secret")

    assert got.body == b"django"


# Files that a view names ------------------------------------------------------------------------------------------


@pytest.fixture
def stored(settings):
    path = settings.DATA_DIR / "media" / "picture"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"0123456789")
    return path


async def test_named_file_takes_the_place_of_the_body(stored):
    application = page(headers=[(FILE_HEADER, str(stored)), ("Content-Type", "image/png"), ("Content-Length", "0")], body=b"")

    got = await ask(Edge(application), "/files/1/x")

    assert (got.status, got.body) == (200, b"0123456789")
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-length"] == "10"
    assert FILE_HEADER.lower() not in got.headers


async def test_part_of_a_named_file(stored):
    headers = [(FILE_HEADER, str(stored)), (PART_HEADER, "2-3"), ("Content-Range", "bytes 2-4/10")]

    got = await ask(Edge(page("206 Partial Content", headers=headers)), "/files/1/x")
    head = await ask(Edge(page("206 Partial Content", headers=headers)), "/files/1/x", method="HEAD")

    assert (got.status, got.body, got.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert got.headers["content-length"] == "3"
    assert PART_HEADER.lower() not in got.headers
    assert (head.status, head.body, head.headers["content-length"]) == (206, b"", "3")


async def test_part_that_is_not_there_is_not_found(stored):
    got = await ask(Edge(page(headers=[(FILE_HEADER, str(stored)), (PART_HEADER, "8-3")])), "/files/1/x")

    assert got.status == 404


async def test_file_outside_the_data_folder_is_never_sent(settings, tmp_path):
    (tmp_path / "secret").write_text("no")

    with pytest.raises(OutsideDataDirError):
        await ask(Edge(page(headers=[(FILE_HEADER, str(tmp_path / "secret"))])), "/files/1/x")
    with pytest.raises(OutsideDataDirError):
        await ask(Edge(page(headers=[(FILE_HEADER, f"{settings.DATA_DIR}/../{tmp_path.name}")])), "/files/1/x")


async def test_file_that_is_gone_is_not_found(stored):
    stored.unlink()

    got = await ask(Edge(page(headers=[(FILE_HEADER, str(stored))])), "/files/1/x")

    assert got.status == 404


# Pages ------------------------------------------------------------------------------------------------------------


async def test_body_reaches_the_application():
    application = page()

    await ask(Edge(application), "/x/", method="POST", body=b"hello", headers={"Content-Length": "5"})

    assert application.seen["CONTENT_LENGTH"] == "5"
    assert application.seen["wsgi.input"].closed


async def test_head_has_headers_and_no_body():
    got = await ask(Edge(page(headers=[("Content-Length", "4")])), "/x/", method="HEAD")

    assert (got.status, got.headers["content-length"], got.body) == (200, "4", b"")


async def test_refused_body_is_answered_by_the_application(settings):
    settings.BODY_LIMIT = 10
    application = page("413 Too much")

    got = await ask(Edge(application), "/x/", method="POST", body=b"x" * 11, headers={"Content-Length": "11"})

    assert application.seen[REFUSED] == 413
    assert (got.status, got.headers["connection"]) == (413, "close")


@pytest.mark.parametrize(
    ("query", "length", "refused"),
    [
        (b"use=avatar", 5_000_000, None),
        (b"use=avatar", 5_100_000, 413),
        (b"use=lesson-file", 50_000_000, None),
        (b"", 50_000_000, None),
        (b"", 50_100_000, 413),
        (b"use=wallpaper", 50_100_000, 413),
    ],
)
async def test_an_upload_may_be_as_long_as_its_use_allows(monkeypatch, query, length, refused):
    """By what it says of itself, so nothing of it is taken in."""
    uses.register(monkeypatch, "avatar", "lesson-file")
    application = page()

    await ask(Edge(application), "/api/v1/uploads/", method="POST", query=query, headers={"Content-Length": str(length)})

    assert application.seen.get(REFUSED) == refused


async def test_life_is_answered_while_every_thread_is_stuck(settings):
    settings.HTTP_THREADS = 1
    release = threading.Event()

    def stuck(environ, start_response):
        release.wait(10)
        start_response("200 OK", [])
        return [b""]

    server = Edge(stuck)
    waiting = asyncio.create_task(ask(server, "/slow/"))

    got = await ask(server, edge.LIVE_PATH)

    assert got.status == 200
    assert not waiting.done()
    release.set()
    await waiting


async def test_client_that_left_takes_no_thread(settings):
    settings.HTTP_THREADS = 1
    started, release = threading.Event(), threading.Event()
    served = []

    def application(environ, start_response):
        served.append(environ["PATH_INFO"])
        started.set()
        release.wait(10)
        start_response("200 OK", [])
        return [b""]

    server = Edge(application)
    first = asyncio.create_task(ask(server, "/first/"))
    await asyncio.to_thread(started.wait)
    messages = [{"type": "http.disconnect"}, {"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        return messages.pop()

    scope = {"type": "http", "method": "GET", "path": "/gone/", "headers": []}
    await server(scope, receive, Answered().send)
    release.set()
    await first

    assert served == ["/first/"]


async def test_reader_that_stops_is_let_go(stored, monkeypatch):
    monkeypatch.setattr(edge, "SEND_PATIENCE", 0.01)
    server = Edge(page(headers=[(FILE_HEADER, str(stored))]))
    messages = [{"type": "http.request", "body": b"", "more_body": False}]
    never = asyncio.Event()

    async def receive():
        if not messages:
            await never.wait()
        return messages.pop()

    async def send(message):
        if message["type"] == "http.response.body":
            await never.wait()

    await server({"type": "http", "method": "GET", "path": "/files/1/x", "headers": []}, receive, send)


# Through a real server --------------------------------------------------------------------------------------------


def test_drips_and_slow_readers_hold_no_thread():
    """One thread for pages; twenty clients that drip their body and twenty that do not read theirs are all let in before."""
    with (
        Deployment("embedded", servers=1, worker=False, env={"HTTP_THREADS": "1"}) as deployment,
        contextlib.ExitStack() as stack,
    ):
        head = (
            b"POST /api/v1/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        )
        for _ in range(20):
            dripping = stack.enter_context(socket.create_connection(("127.0.0.1", deployment.ports[0])))
            dripping.sendall(head)
        for _ in range(20):
            unread = stack.enter_context(socket.create_connection(("127.0.0.1", deployment.ports[0])))
            unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            unread.sendall(b"GET /api/schema/ HTTP/1.1\r\nHost: x\r\n\r\n")

        status, answer = deployment.post(0, "/api/v1/auth/login/", "", {"login": "nobody", "password": "nothing"})

    assert (status, answer["errors"][0]["code"]) == (401, "invalid_credentials")


def test_too_large_a_body_gets_its_answer():
    answer = b""
    with (
        Deployment("embedded", servers=1, worker=False) as deployment,
        socket.create_connection(("127.0.0.1", deployment.ports[0]), 20) as client,
    ):
        client.sendall(b"POST /api/v1/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            client.sendall(b"x" * 4_000_000)
        while chunk := client.recv(65536):
            answer += chunk

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413")
    assert json.loads(body)["errors"][0]["code"] == "too_large"
