"""Run a coroutine's first step at once, and make a task of it only if it has to wait.

A send to a socket that takes the data at once then costs a function call rather than a task: 0.3 µs instead of 1.1
(docs/performance.md). Python 3.12's eager tasks do the same; this works from 3.11 on.
"""

import asyncio
import types
from collections.abc import Coroutine, Generator
from typing import Any


def start(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None] | None":
    """Begin `work` now. None when it ended without waiting; else the task that carries it on."""
    try:
        awaited = work.send(None)
    except StopIteration:
        return None
    return asyncio.get_running_loop().create_task(_carry_on(work, awaited))


async def _carry_on(work: Coroutine[Any, Any, None], awaited: Any) -> None:
    await _rest(work, awaited)


@types.coroutine
def _rest(work: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    """Wait for what the first step was waiting for, then let `work` run on; exceptions go in where they belong."""
    while True:
        try:
            result = yield awaited
        except BaseException as error:
            step = lambda error=error: work.throw(error)  # noqa: E731
        else:
            step = lambda result=result: work.send(result)  # noqa: E731
        try:
            awaited = step()  # type: ignore[no-untyped-call]
        except StopIteration:
            return
