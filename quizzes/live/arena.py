"""One process's part of a running game: its sockets, its timer, and the game's row as last read.

Nothing here is the truth. A change is made by a service, in the database; the hub says "look", and every arena reads the
row and tells its sockets what changed. What the hub loses is found by `look_at_all`, a second later at most. Runs on the
event loop; the database is used in threads only.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from django.conf import settings

from lib import hub, metrics, writer
from lib.errors import WrongState
from lib.sockets import encode
from lib.threads import in_thread
from lib.ticker import Ticker
from quizzes.live import broadcast, engine, frames, intake, judging, protocol, queries, services
from quizzes.live.engine import Command, Phase, State
from quizzes.live.errors import AlreadyAnswered, QuestionMoved, TooLate

log = logging.getLogger("homeroom.live")

TELL_EVERY = 0.2
SHOUT_EVERY = 0.2


class Listener(Protocol):
    """What an arena asks of a socket."""

    def push(self, text: str) -> None:
        """Queue a text."""

    def put_out(self) -> None:
        """The player was kicked."""


class Arena:
    """A game's sockets at this process."""

    def __init__(self, about: frames.About, state: State, ranking: frames.Ranking) -> None:
        self.about = about
        self.state = state
        self.ranking = ranking
        self.key = frames.key_of(about, state, ranking) if state.phase is Phase.REVEAL else None
        self.hosts: set[Listener] = set()
        self.players: dict[int, set[Listener]] = {}
        self.connected: dict[str, str] = {}
        self._entering = 0
        self._answered: set[int] = set()
        self._pending: set[int] = set()
        self._waiting: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._looking = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._roll = Ticker(TELL_EVERY, self._tell_roll, self.run)
        self._progress = Ticker(TELL_EVERY, self._tell_progress, self.run)
        self._shouts = {
            text: Ticker(SHOUT_EVERY, partial(self._shout, text), self.run) for text in (broadcast.ROLL, broadcast.ANSWERS)
        }
        hub.join(broadcast.group(about.id), self._woken)
        self._arm()

    # Who is here ------------------------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Whether no socket needs this arena."""
        return not self.hosts and not self.players and not self._entering

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """While somebody is on the way in, the arena is not let go of."""
        self._entering += 1
        try:
            yield
        finally:
            self._entering -= 1

    def seat(self, listener: Listener, admission: intake.Admission) -> None:
        """A player's socket is in: its snapshot, then everything that happens."""
        first = admission.player_id not in self.players
        self.players.setdefault(admission.player_id, set()).add(listener)
        if admission.answered and admission.index == self.state.index:
            self._answered.add(admission.player_id)
        elif self.state.phase is Phase.QUESTION and admission.player_id not in self._answered:
            self._waiting.add(admission.player_id)
        player = protocol.PlayerRef(admission.uid, admission.nickname)
        token = services.player_token(admission.uid, self.about.id)
        state = frames.player_state(
            self.about,
            self.state,
            self.ranking,
            self.key,
            admission,
            services.now_ms(),
            answered=admission.player_id in self._answered,
        )
        frame = protocol.Rejoined(state, player, token) if admission.came_back else protocol.Joined(state, player, token)
        listener.push(encode(frame))
        if first:
            self._shouts[broadcast.ROLL].kick()

    def unseat(self, listener: Listener, player_id: int) -> None:
        """A player's socket is gone."""
        here = self.players.get(player_id)
        if here is None:
            return
        here.discard(listener)
        if here:
            return
        del self.players[player_id]
        self._waiting.discard(player_id)
        self.run(self._free_seat(player_id))

    async def _free_seat(self, player_id: int) -> None:
        await writer.submit(intake.store_seats, intake.SeatChange(player_id, hub.PROCESS_ID, taken=player_id in self.players))
        self._shouts[broadcast.ROLL].kick()
        await self._close_if_all_answered()

    async def add_host(self, listener: Listener) -> None:
        """A host's socket is in: its snapshot, then everything that happens."""
        players = await in_thread(queries.connected_players, self.about.id)
        answered = (await in_thread(queries.progress, self.about.id, self.state.index)).answered
        if not self.hosts:
            self.connected = {player.uid: player.nickname for player in players}
        refs = [protocol.PlayerRef(uid, nickname) for uid, nickname in self.connected.items()]
        state = frames.host_state(self.about, self.state, self.ranking, self.key, refs, answered, services.now_ms())
        listener.push(encode(protocol.Hosting(state)))
        self.hosts.add(listener)
        self._roll.kick()

    def remove_host(self, listener: Listener) -> None:
        """A host's socket is gone."""
        self.hosts.discard(listener)

    # Answers ----------------------------------------------------------------------------------------------------

    async def answer(self, player_id: int, index: int, value: Any, received_at: int) -> None:
        """Store a player's answer; returns once it is stored. TooLate, WrongState, AlreadyAnswered, BadMessage."""
        for _ in range(3):
            await self._refuse_if_closed(index, received_at)
            answered = self._answered
            if player_id in answered or player_id in self._pending:
                raise AlreadyAnswered
            request = judging.judge(self.about, self.state, player_id, index, value, received_at)
            self._pending.add(player_id)
            try:
                await writer.submit(intake.store_answers, request)
            except QuestionMoved:
                await self.look()
                continue
            except AlreadyAnswered:
                self._note_answered(answered, player_id)
                raise
            finally:
                self._pending.discard(player_id)
            metrics.tally.answers += 1
            self._note_answered(answered, player_id)
            self._shouts[broadcast.ANSWERS].kick()
            return
        raise TooLate

    async def _refuse_if_closed(self, index: int, received_at: int) -> None:
        refusal = engine.refusal_of_answer(self.state, index, received_at)
        if refusal is not None:
            # This process may not have heard yet of the question that the client answers.
            await self.look()
            refusal = engine.refusal_of_answer(self.state, index, received_at)
        if refusal == "too_late":
            raise TooLate
        if refusal is not None:
            raise WrongState("This question is not open.")

    def _note_answered(self, answered: set[int], player_id: int) -> None:
        answered.add(player_id)
        if answered is self._answered:
            self._waiting.discard(player_id)
            if not self._waiting:
                self.run(self._close_if_all_answered())

    async def _close_if_all_answered(self) -> None:
        state = self.state
        if self._waiting or state.phase is not Phase.QUESTION or not self.about.content.plan.slots[state.index].answered:
            return
        await in_thread(services.close_if_all_answered, game_id=self.about.id, index=state.index)

    # The row ----------------------------------------------------------------------------------------------------

    async def look(self) -> None:
        """Read the game's row and tell the sockets what changed."""
        async with self._looking:
            before = self.state
            after, counted, ranking = await in_thread(_read, self.about, before)
            if after.revision <= before.revision:
                return
            self.state = after
            if counted is not None:
                self.ranking = ranking
                self.key = frames.key_of(self.about, counted, ranking) if counted.index >= 0 else None
            self._tell_change(before, after, counted)
            self._arm()

    def _tell_change(self, before: State, after: State, counted: State | None) -> None:
        """Tell what changed, and what was missed in between, so that a screen drawn from events is that of a snapshot."""
        if after.locked != before.locked:
            self._tell_all(encode(protocol.Locked(after.locked)))
        if counted is not None and counted.index < after.index:
            self._tell_reveal(counted)
        moved = (after.phase, after.index) != (before.phase, before.index)
        if after.index != before.index:
            self._answered, self._pending, self._waiting = set(), set(), set(self.players)
            self._tell_all(encode(frames.question(self.about, after, services.now_ms())))
        elif self._was_resumed(before, after):
            self._tell_all(encode(protocol.Resumed(after.index, after.opens_at, after.closes_at, services.now_ms())))
        if moved and after.phase is Phase.REVEAL:
            self._tell_reveal(after)
        elif moved and after.phase is Phase.FINISHED:
            self._tell_finished()
        if after.paused_at is not None and after.paused_at != before.paused_at:
            self._tell_all(encode(protocol.Paused(after.index, frames.time_left(after))))

    @staticmethod
    def _was_resumed(before: State, after: State) -> bool:
        """Whether the question's end was moved, or a pause is over that no move has ended."""
        if before.phase is Phase.QUESTION and after.closes_at != before.closes_at:
            return True
        return after.phase is before.phase and before.paused_at is not None and after.paused_at != before.paused_at

    def _tell_reveal(self, state: State) -> None:
        key = self.key
        if key is None:
            return
        text = encode(frames.host_reveal(state, key, self.ranking))
        for host in tuple(self.hosts):
            host.push(text)
        self._tell_each(lambda player_id: encode(frames.player_reveal(state, key, self.ranking, player_id)))

    def _tell_finished(self) -> None:
        text = encode(frames.host_finished(self.ranking))
        for host in tuple(self.hosts):
            host.push(text)
        self._tell_each(lambda player_id: encode(frames.player_finished(self.ranking, player_id)))

    def _tell_each(self, frame_for: Callable[[int], str]) -> None:
        for player_id, listeners in tuple(self.players.items()):
            text = frame_for(player_id)
            for listener in tuple(listeners):
                listener.push(text)

    def _tell_all(self, text: str) -> None:
        for listeners in tuple(self.players.values()):
            for listener in tuple(listeners):
                listener.push(text)
        for host in tuple(self.hosts):
            host.push(text)

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self.state.deadline
        if deadline is not None:
            wait = max(0, deadline + settings.CLOSING_GRACE_MS - services.now_ms()) / 1000
            self._timer = asyncio.get_running_loop().call_later(wait, lambda: self.run(self._expire(deadline)))

    async def _expire(self, deadline: int) -> None:
        if self.state.deadline != deadline:
            return
        try:
            await in_thread(services.command_game, game_id=self.about.id, command=Command.EXPIRE)
        except WrongState:
            pass  # another process was first, or the deadline moved: its announcement says so
        await self.look()

    # Telling ----------------------------------------------------------------------------------------------------

    def _woken(self, text: str) -> None:
        if text == broadcast.STATE:
            self.run(self.look())
        elif text == broadcast.ROLL:
            self.roll_may_have_changed()
        elif text == broadcast.ANSWERS:
            self._progress.kick()
        elif text == broadcast.KICKED:
            self.run(self._put_out())

    def roll_may_have_changed(self) -> None:
        """Have the hosts told, soon, who is connected now."""
        self._roll.kick()
        self._progress.kick()

    async def _shout(self, text: str) -> None:
        hub.announce(broadcast.group(self.about.id), text)

    async def _tell_roll(self) -> None:
        if not self.hosts:
            return
        now = {player.uid: player.nickname for player in await in_thread(queries.connected_players, self.about.id)}
        joined = [protocol.PlayerRef(uid, name) for uid, name in now.items() if uid not in self.connected]
        left = [uid for uid in self.connected if uid not in now]
        self.connected = now
        if joined or left:
            text = encode(protocol.Lobby(len(now), joined, left))
            for host in tuple(self.hosts):
                host.push(text)

    async def _tell_progress(self) -> None:
        index = self.state.index
        if not self.hosts or self.state.phase is not Phase.QUESTION:
            return
        counts = await in_thread(queries.progress, self.about.id, index)
        if self.state.phase is Phase.QUESTION and self.state.index == index:
            text = encode(protocol.Progress(index, counts.answered, counts.connected))
            for host in tuple(self.hosts):
                host.push(text)

    async def _put_out(self) -> None:
        for player_id in await in_thread(queries.kicked_players, self.about.id) & set(self.players):
            for listener in tuple(self.players.pop(player_id, ())):
                listener.put_out()
            self._waiting.discard(player_id)
        await self._close_if_all_answered()

    # Life -------------------------------------------------------------------------------------------------------

    def run(self, work: Any) -> None:
        """Do something later on the loop; a failure is logged, and `look_at_all` mends what it left."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("live.arena_task_failed", extra={"game": self.about.id, "reason": repr(error)})

    def shut(self) -> None:
        """Nobody is here any more."""
        hub.leave(broadcast.group(self.about.id), self._woken)
        if self._timer is not None:
            self._timer.cancel()


def _read(about: frames.About, before: State) -> tuple[State, State | None, frames.Ranking]:
    """The row's state; the state of the last count that the sockets have not been told of, if any; its ranking."""
    after = queries.get_game(about.id).state
    counted = _untold_count(about, before, after)
    ranking = frames.Ranking(queries.outcome(about.id, counted)) if counted is not None else frames.NO_RANKING
    return after, counted, ranking


def _untold_count(about: frames.About, before: State, after: State) -> State | None:
    if after.revision <= before.revision or after.phase is Phase.LOBBY:
        return None
    if after.phase is not Phase.QUESTION:
        return after
    last = after.index - 1
    if last < before.index or (last == before.index and before.phase is Phase.REVEAL):
        return None
    # The reveal before this question was missed; a slide has none when the host goes on from it.
    return replace(after, phase=Phase.REVEAL, index=last, paused_at=None) if about.content.plan.slots[last].answered else None
