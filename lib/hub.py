"""A process's rooms of listeners, and the wire between processes.

`announce(group, text)` calls every listener of `group` in every process of the deployment, each on its own event loop.
It is good from any thread of any process: a server, a worker, a command. Delivery is at most once, so an announcement
only ever says "look": what is true stands in the database, and whoever listens looks at it again from time to time.
"""

import asyncio
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Sequence

from lib import wires

log = logging.getLogger("homeroom.hub")

Listener = Callable[[str], None]

MAX_TEXT = 60_000
GROUPS_AT_ONCE = 500
PROCESS_ID = f"{os.getpid()}-{secrets.token_hex(4)}"


class Hub:
    """The rooms of one process. All but `announce` is called on the event loop it is attached to."""

    def __init__(self, process_id: str = PROCESS_ID) -> None:
        self._process_id = process_id
        self._rooms: dict[str, set[Listener]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wire: wires.Wire | None = None
        self._lock = threading.Lock()

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The event loop whose sockets this hub holds, once attached."""
        return self._loop

    async def attach(self) -> None:
        """Begin to hear the other processes on the running loop. Does nothing when that is so already."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        with self._lock:
            self._loop = loop
            self._rooms = {}
            old, self._wire = self._wire, wires.open_wire()
        if old is not None:
            old.close()
        await self._wire.listen(self._process_id, self._deliver_packet)

    async def detach(self) -> None:
        """Stop hearing; the counterpart of `attach`."""
        with self._lock:
            wire, self._wire, self._loop = self._wire, None, None
        self._rooms = {}
        if wire is not None:
            await wire.stop()

    def join(self, group: str, listener: Listener) -> None:
        """Have `listener` called with each text announced to `group`. It must not block or raise."""
        self._rooms.setdefault(group, set()).add(listener)

    def leave(self, group: str, listener: Listener) -> None:
        """The counterpart of `join`; harmless when it was not joined."""
        room = self._rooms.get(group)
        if room is not None:
            room.discard(listener)
            if not room:
                del self._rooms[group]

    def groups(self, prefix: str) -> list[str]:
        """The groups with this beginning that somebody in this process listens to."""
        return [group for group in self._rooms if group.startswith(prefix)]

    def tell(self, group: str, text: str) -> None:
        """Call the listeners of `group` in this process alone."""
        self._deliver(group, text)

    def announce(self, group: str, text: str) -> None:
        """Call every listener of `group` in the deployment with `text` (at most 60,000 characters)."""
        if len(text) > MAX_TEXT:
            raise ValueError(f"An announcement holds at most {MAX_TEXT} characters; say where to look instead.")
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._deliver, group, text)
        self._sending_wire().send(self._process_id, f"{self._process_id}\n{group}\n{text}".encode())

    def _sending_wire(self) -> wires.Wire:
        if self._wire is None:
            with self._lock:
                if self._wire is None:
                    self._wire = wires.open_wire()
        return self._wire

    def _deliver_packet(self, packet: bytes) -> None:
        sender, group, text = packet.decode().split("\n", 2)
        if sender != self._process_id:
            self._deliver(group, text)

    def _deliver(self, group: str, text: str) -> None:
        for listener in tuple(self._rooms.get(group, ())):
            try:
                listener(text)
            except Exception:
                log.exception("hub.listener_failed", extra={"group": group})


_hub = Hub()

attach = _hub.attach
detach = _hub.detach
join = _hub.join
leave = _hub.leave
announce = _hub.announce
groups_here = _hub.groups


def event_loop() -> asyncio.AbstractEventLoop | None:
    """The loop this process's sockets live on; None in a worker or a command."""
    return _hub.loop


def user_group(user_id: object) -> str:
    """The group that each socket of a user listens to."""
    return f"user.{user_id}"


def disconnect_user(user_id: object, code: int) -> None:
    """Close every socket of this user, in every process, with `code`. Call it after the commit that ended the right."""
    disconnect(user_group(user_id), code)


def disconnect_some(user_id: object, groups: Sequence[str], code: int) -> None:
    """The same for those sockets of this user that belong to one of these groups as well."""
    for start in range(0, len(groups), GROUPS_AT_ONCE):
        some = list(groups[start : start + GROUPS_AT_ONCE])
        announce(user_group(user_id), json.dumps({"disconnect": code, "only": some}))


def disconnect(group: str, code: int) -> None:
    """Close every socket that belongs to this group, in every process, with `code`. Call it after the commit."""
    announce(group, json.dumps({"disconnect": code}))


def disconnect_here(group: str, code: int) -> None:
    """The same in this process alone, on its event loop."""
    _hub.tell(group, json.dumps({"disconnect": code}))
