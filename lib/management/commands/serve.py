"""`manage.py serve`: pages, sockets and background jobs by one command; or, with --only, one part of a deployment."""

import contextlib
import errno
import os
import signal
import socket
import sys
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lib.serving import parent, worker
from lib.serving.banner import banner
from lib.serving.prepare import prepare

PARTS = ("migrate", "web", "worker", "beat")


class Server(uvicorn.Server):
    """uvicorn, which tells once when it has begun to answer."""

    def __init__(self, config: uvicorn.Config, command: "Command", keeper: worker.Supervisor | None) -> None:
        super().__init__(config)
        self._command = command
        self._keeper = keeper

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # Only now: from here on a signal stops server and worker in good order.
            if self._keeper is not None:
                self._keeper.start()
            await self._command.announce()


class Command(BaseCommand):
    help = "Run Homeroom: server, worker and beat. --only runs one part: migrate prepares and ends; web, worker, beat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=PARTS, help="one part of a deployment; the others run elsewhere")

    def handle(self, *args: Any, only: str | None, **options: Any) -> None:
        if only == "worker":
            os.execv(sys.executable, worker.command(beat=False))
        if only == "beat":
            os.execv(sys.executable, worker.beat_command())
        with contextlib.suppress(KeyboardInterrupt):
            if only == "migrate":
                prepare(self._say)
                return
            self._only = only
            self._serve(_listen())

    async def announce(self) -> None:
        """The server answers."""
        from lib.threads import in_thread

        if self._only is None:
            self._say(await in_thread(banner, settings.PORT, getattr(sys.stdout, "encoding", None) or "ascii"))

    def _serve(self, listener: socket.socket) -> None:
        if self._only is None:
            prepare(self._say)
        keeper = worker.Supervisor() if self._only is None else None
        # uvicorn raises the signal again when it is done; that must not end the process before the worker is stopped.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        parent.watch_if_told()
        try:
            Server(_config(), self, keeper).run(sockets=[listener])
        finally:
            if keeper is not None:
                keeper.stop()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _listen() -> socket.socket:
    """The socket, bound before anything else is done: a port in use is said at once."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.HOST, settings.PORT))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {settings.PORT} is in use by another program. Stop that one, or choose another port: "
                f"PORT={settings.PORT + 1} make run"
            ) from None
        raise CommandError(f"Cannot listen on {settings.HOST} port {settings.PORT}: {error.strerror}.") from None
    listener.set_inheritable(False)
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
