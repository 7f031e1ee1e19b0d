"""The broker of the embedded default: kombu's folder of files, with messages that are whole or not there at all.

kombu opens a message's file and then fills it; a worker that comes between reads an empty file and ends. Here a message is
written aside and renamed into its place, and taken by a rename within the folder.
"""

import logging
import os
import time
import uuid
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

log = logging.getLogger("homeroom.jobs")

SCHEME = "files"


class Channel(filesystem.Channel):
    """A channel whose messages appear and disappear in one step."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu's own two differ
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        aside = os.path.join(self.data_folder_out, f".{name}.new")
        with open(aside, "wb") as file:
            file.write(str_to_bytes(dumps(payload)))
        os.replace(aside, os.path.join(self.data_folder_out, name))

    def _get(self, queue: str, timeout: Any = None) -> Any:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.startswith(".") or name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = os.path.join(self.data_folder_in, f".{name}.taken")
            try:
                os.rename(os.path.join(self.data_folder_in, name), taken)
            except FileNotFoundError:
                continue  # another worker was first
            with open(taken, "rb") as file:
                text = file.read()
            os.remove(taken)
            try:
                return loads(bytes_to_str(text))
            except ValueError:
                log.error("jobs.message_unreadable", extra={"file": name})
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._messages_of(queue))

    def _purge(self, queue: str) -> int:
        names = self._messages_of(queue)
        for name in names:
            try:
                os.remove(os.path.join(self.data_folder_in, name))
            except FileNotFoundError:
                continue
        return len(names)

    def _messages_of(self, queue: str) -> list[str]:
        ending = f"{queue}.msg"
        return [name for name in os.listdir(self.data_folder_in) if name[:1] != "." and name.partition(".")[2] == ending]


class Transport(filesystem.Transport):
    """kombu's transport with our channel."""

    Channel = Channel


def register() -> None:
    """Make `files://` a broker's address."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
