"""Something that is asked for often and done seldom: at once if it was not done lately, else a little later, once."""

import asyncio
from collections.abc import Awaitable, Callable


class Ticker:
    """Runs `call` soon after `kick`, at most once in `every` seconds, and once more if it was kicked meanwhile.

    A call that takes long is spaced further: it gets at most a fifth of the time. `run` starts a coroutine on the loop.
    """

    def __init__(self, every: float, call: Callable[[], Awaitable[None]], run: Callable[[Awaitable[None]], object]) -> None:
        self._every = every
        self._call = call
        self._run = run
        self._asked = False
        self._running = False

    def kick(self) -> None:
        """Ask for it."""
        self._asked = True
        if not self._running:
            self._running = True
            self._run(self._work())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._asked:
                self._asked = False
                began = loop.time()
                await self._call()
                await asyncio.sleep(max(self._every, 4 * (loop.time() - began)))
        finally:
            self._running = False
