"""The rules of a running game: state + command + now → state. Pure: the clock arrives as an argument.

Times are milliseconds since the epoch. A question is open from `opens_at` (before it, its reading phase) to `closes_at`;
while the game is paused neither runs, and resuming moves both by the length of the pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lib.errors import WrongState


class Phase(StrEnum):
    """Where a game stands."""

    LOBBY = "lobby"
    QUESTION = "question"
    REVEAL = "reveal"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Slot:
    """What the engine knows of a question: how long it is open, and whether anybody answers it."""

    milliseconds: int
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The game's questions in the order they are played, and the time to read each before it opens."""

    slots: Sequence[Slot]
    reading: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """All that the rules depend on. `index` is -1 in the lobby; `revision` counts the changes."""

    phase: Phase = Phase.LOBBY
    index: int = -1
    opens_at: int | None = None
    closes_at: int | None = None
    paused_at: int | None = None
    locked: bool = False
    revision: int = 0

    @property
    def deadline(self) -> int | None:
        """When the running question closes by itself; None when none does."""
        return self.closes_at if self.phase is Phase.QUESTION and self.paused_at is None else None


class Command(StrEnum):
    """What a host, the clock or the players' answers can bring about."""

    START = "start"
    NEXT = "next"
    CLOSE = "close"
    LOCK = "lock"
    UNLOCK = "unlock"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    EXPIRE = "expire"
    ALL_ANSWERED = "all_answered"


def step(state: State, command: Command, now: int, plan: Plan) -> State:
    """The state after `command` at `now`. Raises WrongState when it is not allowed here."""
    if state.phase is Phase.FINISHED:
        raise WrongState("The game is over.")
    return replace(_RULES[command](state, now, plan), revision=state.revision + 1)


def settles(before: State, after: State) -> bool:
    """Whether this change closed a question, so that its answers are to be counted."""
    return before.phase is Phase.QUESTION and (after.phase is not Phase.QUESTION or after.index != before.index)


def refusal_of_answer(state: State, index: int, received_at: int) -> str | None:
    """Why an answer to question `index` that came at `received_at` does not count; None when it does.

    `too_late` for a question that has been closed, `wrong_state` for one that is not open (yet).
    """
    if index < state.index or (index == state.index and state.phase in {Phase.REVEAL, Phase.FINISHED}):
        return "too_late"
    if state.phase is not Phase.QUESTION or index != state.index or state.paused_at is not None:
        return "wrong_state"
    if state.opens_at is not None and received_at < state.opens_at:
        return "wrong_state"
    if state.closes_at is not None and received_at > state.closes_at:
        return "too_late"
    return None


def _open(state: State, index: int, now: int, plan: Plan) -> State:
    if index >= len(plan.slots):
        return _finish(state)
    opens_at = now + plan.reading
    return replace(
        state,
        phase=Phase.QUESTION,
        index=index,
        opens_at=opens_at,
        closes_at=opens_at + plan.slots[index].milliseconds,
        paused_at=None,
    )


def _finish(state: State) -> State:
    return replace(state, phase=Phase.FINISHED, paused_at=None)


def _refuse_pause(state: State) -> None:
    if state.paused_at is not None:
        raise WrongState("The game is paused. Resume it first.")


def _start(state: State, now: int, plan: Plan) -> State:
    if state.phase is not Phase.LOBBY:
        raise WrongState("The game has started already.")
    return _open(state, 0, now, plan)


def _next(state: State, now: int, plan: Plan) -> State:
    _refuse_pause(state)
    if state.phase is Phase.LOBBY:
        raise WrongState("The game has not started. Send start.")
    if state.phase is Phase.QUESTION and plan.slots[state.index].answered:
        raise WrongState("The question is open. Close it first.")
    return _open(state, state.index + 1, now, plan)


def _close(state: State, now: int, plan: Plan) -> State:
    if state.phase is not Phase.QUESTION:
        raise WrongState("No question is open.")
    return replace(state, phase=Phase.REVEAL, paused_at=None)


def _lock(state: State, now: int, plan: Plan) -> State:
    return replace(state, locked=True)


def _unlock(state: State, now: int, plan: Plan) -> State:
    return replace(state, locked=False)


def _pause(state: State, now: int, plan: Plan) -> State:
    _refuse_pause(state)
    if state.phase is Phase.LOBBY:
        raise WrongState("The game has not started.")
    if state.phase is Phase.QUESTION and state.closes_at is not None and now >= state.closes_at:
        raise WrongState("The question's time is up.")
    return replace(state, paused_at=now)


def _resume(state: State, now: int, plan: Plan) -> State:
    if state.paused_at is None:
        raise WrongState("The game is not paused.")
    gone = max(0, now - state.paused_at)
    if state.phase is not Phase.QUESTION or state.opens_at is None or state.closes_at is None:
        return replace(state, paused_at=None)
    return replace(state, paused_at=None, opens_at=state.opens_at + gone, closes_at=state.closes_at + gone)


def _end(state: State, now: int, plan: Plan) -> State:
    return _finish(state)


def _expire(state: State, now: int, plan: Plan) -> State:
    if state.deadline is None or now < state.deadline:
        raise WrongState("The question's time is not up.")
    return replace(state, phase=Phase.REVEAL)


def _all_answered(state: State, now: int, plan: Plan) -> State:
    if state.phase is not Phase.QUESTION or state.paused_at is not None or not plan.slots[state.index].answered:
        raise WrongState("No question is open.")
    return replace(state, phase=Phase.REVEAL)


_RULES = {
    Command.START: _start,
    Command.NEXT: _next,
    Command.CLOSE: _close,
    Command.LOCK: _lock,
    Command.UNLOCK: _unlock,
    Command.PAUSE: _pause,
    Command.RESUME: _resume,
    Command.END: _end,
    Command.EXPIRE: _expire,
    Command.ALL_ANSWERED: _all_answered,
}
