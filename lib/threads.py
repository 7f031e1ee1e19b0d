"""The bridge from the event loop to synchronous code that uses the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="service")


def with_connections(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call`; afterwards the thread's connection goes back to the pool (PostgreSQL) or stays open (SQLite)."""
    close_old_connections()
    try:
        return call(*args, **kwargs)
    finally:
        close_old_connections()


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a service or query off the event loop, on one of a few threads that keep their connections."""
    return await asyncio.get_running_loop().run_in_executor(_pool, lambda: with_connections(call, *args, **kwargs))
