"""What carries an announcement from one process to the others: datagrams in DATA_DIR, or the channel layer on Redis."""

import asyncio
import hashlib
import logging
import os
import socket
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

log = logging.getLogger("homeroom.hub")

Receiver = Callable[[bytes], None]
GROUP = "hub"
LONGEST_UNIX_PATH = 100


class Wire(ABC):
    """One way to reach the other processes of the deployment."""

    @abstractmethod
    async def listen(self, process_id: str, receive: Receiver) -> None:
        """Call `receive` on the running loop with each packet that another process sends."""

    @abstractmethod
    def send(self, process_id: str, packet: bytes) -> None:
        """Hand `packet` to every other process. Good from any thread; never raises for a process that is gone."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop listening and let go of everything."""

    @abstractmethod
    def close(self) -> None:
        """The same when the loop is gone already."""


def open_wire() -> Wire:
    """The wire this deployment uses."""
    return DatagramWire() if settings.EMBEDDED else LayerWire()


class DatagramWire(Wire):
    """Unix datagram sockets, one a server process, in a folder all processes of the machine share.

    A send is one system call a process. A socket that nobody reads any more is removed by whoever notices.
    """

    def __init__(self) -> None:
        self._folder = socket_folder()
        self._sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._sender.settimeout(0.2)
        self._inbox: socket.socket | None = None
        self._inbox_path: Path | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def listen(self, process_id: str, receive: Receiver) -> None:
        path = self._folder / f"{process_id}.sock"
        inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        inbox.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        inbox.bind(str(path))
        inbox.setblocking(False)
        self._inbox, self._inbox_path, self._loop = inbox, path, asyncio.get_running_loop()
        self._loop.add_reader(inbox.fileno(), self._read, inbox, receive)

    @staticmethod
    def _read(inbox: socket.socket, receive: Receiver) -> None:
        for _ in range(1000):
            try:
                packet = inbox.recv(262_144)
            except (BlockingIOError, InterruptedError):
                return
            receive(packet)

    def send(self, process_id: str, packet: bytes) -> None:
        own = f"{process_id}.sock"
        for name in os.listdir(self._folder):
            if name == own or not name.endswith(".sock"):
                continue
            path = self._folder / name
            try:
                self._sender.sendto(packet, str(path))
            except (ConnectionRefusedError, FileNotFoundError):
                path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("hub.send_failed", extra={"peer": name, "reason": str(error)})

    async def stop(self) -> None:
        if self._inbox is not None and self._loop is not None:
            self._loop.remove_reader(self._inbox.fileno())
        self.close()

    def close(self) -> None:
        if self._inbox is not None:
            self._inbox.close()
        if self._inbox_path is not None:
            self._inbox_path.unlink(missing_ok=True)
        self._sender.close()


def socket_folder() -> Path:
    """DATA_DIR/hub, or, where that path is longer than a socket's name may be, a folder of its own under /tmp."""
    folder: Path = settings.DATA_DIR / "hub"
    if len(str(folder)) + 32 > LONGEST_UNIX_PATH:
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"homeroom-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class LayerWire(Wire):
    """Channels' layer on Redis: one subscription and one publishing connection a process.

    A server publishes on its own loop. A worker or a command has none, so a thread with a loop of its own keeps the
    connection, and `send` waits until the packet has left: a command may end right after.
    """

    def __init__(self) -> None:
        self._server_loop: asyncio.AbstractEventLoop | None = None
        self._thread_loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._lock = threading.Lock()

    async def listen(self, process_id: str, receive: Receiver) -> None:
        self._server_loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._read(receive))

    @staticmethod
    async def _read(receive: Receiver) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel("hub")
                await layer.group_add(GROUP, channel)
                while True:
                    message = await layer.receive(channel)
                    receive(message["packet"])
            except Exception as error:
                log.warning("hub.layer_lost", extra={"reason": str(error)})
                await asyncio.sleep(0.5)

    def send(self, process_id: str, packet: bytes) -> None:
        if self._server_loop is not None:
            self._run(self._publish(packet), self._server_loop)
            return
        future = self._run(self._publish(packet), self._own_loop())
        if future is not None:
            future.result(timeout=5)

    @staticmethod
    def _run(work: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> "Future[None] | None":
        if loop.is_closed():
            work.close()
            return None
        return asyncio.run_coroutine_threadsafe(work, loop)

    @staticmethod
    async def _publish(packet: bytes) -> None:
        try:
            await asyncio.wait_for(get_channel_layer().group_send(GROUP, {"type": "hub", "packet": packet}), 4)
        except Exception as error:
            log.warning("hub.send_failed", extra={"reason": str(error)})

    def _own_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._thread_loop is None:
                self._thread_loop = asyncio.new_event_loop()
                threading.Thread(target=self._thread_loop.run_forever, name="hub-wire", daemon=True).start()
            return self._thread_loop

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.close()

    def close(self) -> None:
        if self._thread_loop is not None:
            self._thread_loop.call_soon_threadsafe(self._thread_loop.stop)
