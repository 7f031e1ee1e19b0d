"""`manage.py serve`: pages, sockets and background jobs by one command; or, with --only, one part of a deployment."""

import contextlib
import errno
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lib.serving import parent, worker
from lib.serving.banner import banner, first_steps
from lib.serving.prepare import collect_static, prepare
from lib.threads import in_thread

PARTS = ("migrate", "static", "web", "worker", "beat")


class Server(uvicorn.Server):
    """uvicorn, which says when it has begun to answer: from then on a signal ends it in good order."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await self._begun()


class Command(BaseCommand):
    help = "Run Homeroom. --only runs one part of a deployment: web, worker or beat; migrate and static do their work and end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=PARTS, help="one part; the others run elsewhere")

    def handle(self, *args: Any, only: str | None, **options: Any) -> None:
        # From the start: the first process of a container has no other way to be stopped.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        parts: dict[str | None, Callable[[], None]] = {
            "migrate": self._migrate,
            "static": lambda: collect_static(self._say),
            "web": self._web,
            "worker": lambda: _become(worker.command(beat=False)),
            "beat": lambda: _become(worker.beat_command()),
            None: self._all,
        }
        with contextlib.suppress(KeyboardInterrupt):
            parts[only]()

    def _migrate(self) -> None:
        prepare(self._say)
        for line in first_steps():
            self._say(line)

    def _web(self) -> None:
        listener = _listen()
        collect_static(self._say)

        async def begun() -> None:
            self._say(f"Listening on {settings.HOST} port {settings.PORT}.")

        _serve(listener, begun)

    def _all(self) -> None:
        listener = _listen()
        prepare(self._say)
        keeper = worker.Supervisor()

        async def begun() -> None:
            keeper.start()
            self._say(await in_thread(banner, settings.PORT, getattr(sys.stdout, "encoding", None) or "ascii"))

        try:
            _serve(listener, begun)
        finally:
            keeper.stop()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _become(command: list[str]) -> None:
    """Celery in the place of this process: signals reach it without a middleman."""
    os.chdir(settings.BASE_DIR)
    os.execv(command[0], command)  # noqa: S606  our own interpreter, without a shell


def _serve(listener: socket.socket, begun: Callable[[], Awaitable[None]]) -> None:
    parent.watch_if_told()
    Server(_config(), begun).run(sockets=[listener])


def _listen() -> socket.socket:
    """The socket, bound before anything else is done: a port in use is said at once."""
    listener = socket.socket(socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.HOST, settings.PORT))
        # Linux lets two bind one port as long as neither listens.
        listener.listen(4096)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {settings.PORT} is in use by another program. Stop that one, or choose another port: "
                f"PORT={settings.PORT + 1} make run"
            ) from None
        raise CommandError(f"Cannot listen on {settings.HOST} port {settings.PORT}: {error.strerror}.") from None
    return listener


def _config() -> uvicorn.Config:
    """Each flag was measured: docs/performance.md."""
    return uvicorn.Config(
        "config.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=4 * 1024 * 1024,
        backlog=4096,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        # Who the client is behind a proxy is decided in config.asgi, the same for every server.
        proxy_headers=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=5,
    )
