"""Group commit: many small writes that arrive together are stored in one transaction and acknowledged after it.

There is no timer. The next batch is whatever came in while the last one was being written, so a lone write waits for
nobody and a thousand at once share a few commits. Figures: docs/performance.md.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection, transaction

from lib.errors import DomainError, Unavailable

log = logging.getLogger("homeroom.writer")

T = TypeVar("T")
R = TypeVar("R")
# Stores items in the transaction it is called in; answers one result (or DomainError) an item, in order.
Store = Callable[[Sequence[T]], Sequence[R | DomainError]]

MAX_BATCH = 500
MAX_WAITING = 20_000
RETRY_SECONDS = 8.0


@dataclass(slots=True)
class _Entry:
    store: Store[Any, Any]
    item: Any
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class Writer:
    """One thread that stores what is submitted, on a connection it keeps. `submit` is called on an event loop."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Entry | threading.Event] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def submit(self, store: Store[T, R], item: T) -> "asyncio.Future[R]":
        """Have `store` keep `item`; the future ends after the commit, with the result, a DomainError or Unavailable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        if self._queue.qsize() >= MAX_WAITING:
            future.set_exception(Unavailable())
            return future
        self._queue.put(_Entry(store, item, future, loop))
        if self._thread is None:
            self._start()
        return future

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until all that was submitted before is stored and the connection is let go; False after `timeout` seconds."""
        if self._thread is None:
            return True
        done = threading.Event()
        self._queue.put(done)
        return done.wait(timeout)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            entries, events = self._take()
            for group in _by_store(entries):
                try:
                    self._write(group)
                except Exception as error:
                    log.exception("writer.failed", extra={"entries": len(group)})
                    _resolve(group, [error] * len(group))
            for event in events:
                connection.close()
                event.set()

    def _take(self) -> tuple[list[_Entry], list[threading.Event]]:
        """Whatever is there, at most MAX_BATCH; waits for the first."""
        entries: list[_Entry] = []
        events: list[threading.Event] = []
        got: _Entry | threading.Event = self._queue.get()
        while True:
            if isinstance(got, threading.Event):
                events.append(got)
                break
            entries.append(got)
            if len(entries) >= MAX_BATCH:
                break
            try:
                got = self._queue.get_nowait()
            except queue.Empty:
                break
        return entries, events

    def _write(self, group: list[_Entry]) -> None:
        give_up = time.monotonic() + RETRY_SECONDS
        pause = 0.02
        while True:
            try:
                results = _store_all(group)
            except (OperationalError, InterfaceError) as error:
                connection.close()
                if time.monotonic() > give_up:
                    log.error("writer.gave_up", extra={"entries": len(group), "reason": str(error)})
                    _resolve(group, [Unavailable()] * len(group))
                    return
                time.sleep(pause)
                pause = min(pause * 2, 0.5)
            except DatabaseError as error:
                # One entry the database refuses must not cost the others their place: halve until it stands alone.
                if len(group) == 1:
                    log.error("writer.refused", extra={"reason": str(error)})
                    _resolve(group, [error])
                    return
                middle = len(group) // 2
                self._write(group[:middle])
                self._write(group[middle:])
                return
            else:
                _resolve(group, results)
                return


def _store_all(group: list[_Entry]) -> Sequence[object]:
    with transaction.atomic():
        return group[0].store([entry.item for entry in group])


def _by_store(entries: list[_Entry]) -> list[list[_Entry]]:
    """Runs of entries that the same function stores, in the order they came."""
    groups: list[list[_Entry]] = []
    for entry in entries:
        if groups and groups[-1][0].store is entry.store:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _resolve(group: list[_Entry], results: Sequence[object]) -> None:
    """Tell those who wait: one wake-up of each loop, not one an entry."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], object]]] = {}
    for entry, result in zip(group, results, strict=True):
        by_loop.setdefault(entry.loop, []).append((entry.future, result))
    for loop, pairs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, pairs)


def _settle(pairs: list[tuple[asyncio.Future[Any], object]]) -> None:
    for future, result in pairs:
        if future.done():
            continue
        if isinstance(result, BaseException):
            future.set_exception(result)
        else:
            future.set_result(result)


_writer = Writer()

submit = _writer.submit
flush = _writer.flush
