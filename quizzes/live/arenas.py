"""This process's arenas by PIN: opened when a socket needs one, let go when none does, and kept up to date."""

import asyncio
import itertools
import logging

from django.conf import settings
from django.db import Error as DatabaseError

from lib import metrics
from lib.errors import DomainError
from lib.threads import in_thread
from quizzes.live import access, frames, queries, services
from quizzes.live.arena import Arena
from quizzes.live.engine import Phase, State
from quizzes.live.errors import GameNotFound

log = logging.getLogger("homeroom.live")

ROLL_EVERY_LOOKS = 3

_arenas: dict[str, Arena] = {}
_opening: dict[str, asyncio.Future[Arena]] = {}
_keeper: asyncio.Task[None] | None = None
metrics.gauge("games_live", "Games with sockets at this process", lambda: len(_arenas))


async def open_arena(pin: str, address: str = "") -> Arena:
    """This process's arena of the game with this PIN. GameNotFound; RateLimited for an address that guesses PINs."""
    _start_keeper()
    arena = _arenas.get(pin)
    # The PIN of a game that is over may belong to another game by now.
    if arena is not None and arena.state.phase is not Phase.FINISHED:
        return arena
    if pin not in _opening:
        _opening[pin] = asyncio.ensure_future(_load(pin))
        _opening[pin].add_done_callback(lambda _: _opening.pop(pin, None))
    try:
        return await asyncio.shield(_opening[pin])
    except GameNotFound:
        await in_thread(access.note_wrong_pin, address)
        raise


async def _load(pin: str) -> Arena:
    about, state, ranking = await in_thread(_read_first, pin)
    known = _arenas.get(pin)
    if known is not None and known.about.id == about.id:
        return known
    arena = _arenas[pin] = Arena(about, state, ranking)
    await arena.look()
    return arena


def leave_arena(arena: Arena) -> None:
    """Let go of an arena that may be empty now."""
    if arena.empty and _arenas.get(arena.about.pin) is arena:
        del _arenas[arena.about.pin]
        arena.shut()


def _start_keeper() -> None:
    global _keeper
    loop = asyncio.get_running_loop()
    if _keeper is None or _keeper.done() or _keeper.get_loop() is not loop:
        _arenas.clear()
        _opening.clear()
        _keeper = loop.create_task(_keep_looking())


async def _keep_looking() -> None:
    for look in itertools.count(1):
        await asyncio.sleep(settings.LIVE_LOOK_SECONDS)
        try:
            await look_at_all()
            if look % ROLL_EVERY_LOOKS == 0:
                # Players whose process died were never said to have left.
                for arena in _arenas.values():
                    arena.roll_may_have_changed()
        except (DatabaseError, DomainError) as error:
            log.warning("live.look_failed", extra={"reason": str(error)})


async def look_at_all() -> None:
    """The net under lost announcements: one query for all arenas, and a look where a revision is newer."""
    arenas = list(_arenas.values())
    if not arenas:
        return
    revisions = await in_thread(queries.revisions, [arena.about.id for arena in arenas])
    for arena in arenas:
        if revisions.get(arena.about.id, 0) > arena.state.revision:
            await arena.look()
        await arena._close_if_all_answered()


def _read_first(pin: str) -> tuple[frames.About, State, frames.Ranking]:
    game = queries.get_game_by_pin(pin)
    about = frames.About(
        str(game.pk), game.pin, game.mode, game.settings, services.join_url(game.pin), queries.content_of(game)
    )
    return about, game.state, frames.Ranking(queries.outcome(game.pk, game.state))
