"""The rules of a running game: every phase × every command, the refused ones too; which answers count; laws of the clock."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import WrongState
from quizzes.live import engine
from quizzes.live.engine import Command, Phase, Plan, Slot, State

NOW = 1_000_000
# Two questions of 20 s and 10 s, a slide of 5 s between them, 3 s to read each.
PLAN = Plan([Slot(20_000), Slot(5_000, answered=False), Slot(10_000)], reading=3_000)

LOBBY = State(revision=1)
READING = State(Phase.QUESTION, 0, NOW + 1_000, NOW + 21_000, revision=5)
OPEN = State(Phase.QUESTION, 0, NOW - 4_000, NOW + 16_000, revision=5)
TIME_UP = State(Phase.QUESTION, 0, NOW - 20_000, NOW, revision=5)
PAUSED = replace(OPEN, paused_at=NOW - 1_500)
SLIDE = State(Phase.QUESTION, 1, NOW - 4_000, NOW + 1_000, revision=7)
REVEAL = State(Phase.REVEAL, 0, NOW - 30_000, NOW - 10_000, revision=6)
PAUSED_REVEAL = replace(REVEAL, paused_at=NOW - 2_000)
LAST_REVEAL = State(Phase.REVEAL, 2, NOW - 30_000, NOW - 20_000, revision=11)
FINISHED = State(Phase.FINISHED, 2, NOW - 30_000, NOW - 20_000, revision=12)
STATES = {
    "lobby": LOBBY,
    "reading": READING,
    "open": OPEN,
    "time up": TIME_UP,
    "paused": PAUSED,
    "slide": SLIDE,
    "reveal": REVEAL,
    "paused reveal": PAUSED_REVEAL,
    "last reveal": LAST_REVEAL,
    "finished": FINISHED,
}

FIRST = {"phase": Phase.QUESTION, "index": 0, "opens_at": NOW + 3_000, "closes_at": NOW + 23_000}
SECOND = {"phase": Phase.QUESTION, "index": 1, "opens_at": NOW + 3_000, "closes_at": NOW + 8_000}
THIRD = {"phase": Phase.QUESTION, "index": 2, "opens_at": NOW + 3_000, "closes_at": NOW + 13_000}
CLOSED = {"phase": Phase.REVEAL}
OVER = {"phase": Phase.FINISHED}
NO = None  # refused

# What changes besides the revision, or NO. One row a state, one column a command.
TABLE: dict[str, dict[Command, dict[str, object] | None]] = {
    "lobby": {
        Command.START: FIRST,
        Command.NEXT: NO,
        Command.CLOSE: NO,
        Command.PAUSE: NO,
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: NO,
    },
    "reading": {
        Command.START: NO,
        Command.NEXT: NO,
        Command.CLOSE: CLOSED,
        Command.PAUSE: {"paused_at": NOW},
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: CLOSED,
    },
    "open": {
        Command.START: NO,
        Command.NEXT: NO,
        Command.CLOSE: CLOSED,
        Command.PAUSE: {"paused_at": NOW},
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: CLOSED,
    },
    "time up": {
        Command.START: NO,
        Command.NEXT: NO,
        Command.CLOSE: CLOSED,
        Command.PAUSE: NO,
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: CLOSED,
        Command.ALL_ANSWERED: CLOSED,
    },
    "paused": {
        Command.START: NO,
        Command.NEXT: NO,
        Command.CLOSE: {**CLOSED, "paused_at": None},
        Command.PAUSE: NO,
        Command.RESUME: {"paused_at": None, "opens_at": NOW - 2_500, "closes_at": NOW + 17_500},
        Command.END: {**OVER, "paused_at": None},
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: NO,
    },
    "slide": {
        Command.START: NO,
        Command.NEXT: THIRD,
        Command.CLOSE: CLOSED,
        Command.PAUSE: {"paused_at": NOW},
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: NO,
    },
    "reveal": {
        Command.START: NO,
        Command.NEXT: SECOND,
        Command.CLOSE: NO,
        Command.PAUSE: {"paused_at": NOW},
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: NO,
    },
    "paused reveal": {
        Command.START: NO,
        Command.NEXT: NO,
        Command.CLOSE: NO,
        Command.PAUSE: NO,
        Command.RESUME: {"paused_at": None},
        Command.END: {**OVER, "paused_at": None},
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: NO,
    },
    "last reveal": {
        Command.START: NO,
        Command.NEXT: OVER,
        Command.CLOSE: NO,
        Command.PAUSE: {"paused_at": NOW},
        Command.RESUME: NO,
        Command.END: OVER,
        Command.EXPIRE: NO,
        Command.ALL_ANSWERED: NO,
    },
    "finished": dict.fromkeys(Command, NO),
}
# Locking is the same everywhere but at the end, and every other command leaves the lock as it is.
for _name, _row in TABLE.items():
    if _name != "finished":
        _row |= {Command.LOCK: {"locked": True}, Command.UNLOCK: {"locked": False}}

CASES = [(name, command, TABLE[name][command]) for name in STATES for command in Command]


def test_table_is_complete():
    assert {name: set(row) for name, row in TABLE.items()} == {name: set(Command) for name in STATES}
    assert {state.phase for state in STATES.values()} == set(Phase)


@pytest.mark.parametrize("locked", [False, True], ids=["unlocked", "locked"])
@pytest.mark.parametrize(("name", "command", "change"), CASES, ids=[f"{name}-{command}" for name, command, _ in CASES])
def test_step_does_what_the_table_says(name, command, change, locked):
    before = replace(STATES[name], locked=locked)

    if change is NO:
        with pytest.raises(WrongState) as refused:
            engine.step(before, command, NOW, PLAN)
        assert refused.value.code == "wrong_state"
        assert refused.value.detail
    else:
        assert engine.step(before, command, NOW, PLAN) == replace(before, **change, revision=before.revision + 1)


def test_start_without_questions_finishes():
    assert engine.step(State(), Command.START, NOW, Plan([])) == State(Phase.FINISHED, revision=1)


@pytest.mark.parametrize(
    ("before", "after", "settles"),
    [
        (LOBBY, FINISHED, False),
        (LOBBY, OPEN, False),
        (OPEN, replace(OPEN, locked=True), False),
        (OPEN, PAUSED, False),
        (OPEN, REVEAL, True),
        (PAUSED, REVEAL, True),
        (OPEN, FINISHED, True),
        (SLIDE, replace(OPEN, index=2), True),
        (REVEAL, SLIDE, False),
        (REVEAL, FINISHED, False),
    ],
)
def test_settles_when_a_question_ends(before, after, settles):
    assert engine.settles(before, after) is settles


@pytest.mark.parametrize(
    ("name", "deadline"),
    [
        ("lobby", None),
        ("reading", NOW + 21_000),
        ("open", NOW + 16_000),
        ("paused", None),
        ("reveal", None),
        ("finished", None),
    ],
)
def test_deadline_stands_only_while_a_question_runs(name, deadline):
    assert STATES[name].deadline == deadline


@pytest.mark.parametrize(
    ("name", "index", "received_at", "refusal"),
    [
        ("lobby", 0, NOW, "wrong_state"),
        ("lobby", -1, NOW, "wrong_state"),
        ("reading", 0, NOW, "wrong_state"),
        ("reading", 0, NOW + 999, "wrong_state"),
        ("reading", 0, NOW + 1_000, None),
        ("open", 0, NOW, None),
        ("open", 0, NOW - 4_000, None),
        ("open", 0, NOW - 4_001, "wrong_state"),
        ("open", 0, NOW + 16_000, None),
        ("open", 0, NOW + 16_001, "too_late"),
        ("open", 1, NOW, "wrong_state"),
        ("open", -1, NOW, "too_late"),
        ("open", 10**30, NOW, "wrong_state"),
        ("time up", 0, NOW, None),
        ("time up", 0, NOW + 1, "too_late"),
        ("paused", 0, NOW, "wrong_state"),
        ("paused", 1, NOW, "wrong_state"),
        ("slide", 0, NOW, "too_late"),
        ("slide", 1, NOW, None),
        ("reveal", 0, NOW, "too_late"),
        ("reveal", 1, NOW, "wrong_state"),
        ("last reveal", 1, NOW, "too_late"),
        ("finished", 2, NOW, "too_late"),
        ("finished", 0, NOW, "too_late"),
        ("finished", 3, NOW, "wrong_state"),
    ],
)
def test_refusal_of_answer(name, index, received_at, refusal):
    assert engine.refusal_of_answer(STATES[name], index, received_at) == refusal


# Laws -------------------------------------------------------------------------------------------------------------

plans = st.builds(
    Plan,
    st.lists(st.builds(Slot, st.integers(5_000, 240_000), st.booleans()), min_size=1, max_size=6),
    reading=st.sampled_from([0, 3_000, 5_000, 10_000]),
)
# What happens, and how many milliseconds later.
histories = st.lists(st.tuples(st.sampled_from(list(Command)), st.integers(0, 60_000)), max_size=40)


@given(plans, histories)
def test_any_history_keeps_the_laws_of_a_game(plan, history):
    state, now = State(), NOW
    for command, later in history:
        now += later
        before = state
        try:
            state = engine.step(state, command, now, plan)
        except WrongState:
            continue
        assert state.revision == before.revision + 1
        assert -1 <= before.index <= state.index <= before.index + 1
        assert state.index < len(plan.slots)
        if state.phase is Phase.QUESTION:
            assert state.closes_at - state.opens_at == plan.slots[state.index].milliseconds
        if state.deadline is not None and state.index != before.index:
            assert state.deadline == now + plan.reading + plan.slots[state.index].milliseconds
        if command is Command.EXPIRE:
            assert before.deadline is not None
            assert now >= before.deadline
        if before.paused_at is not None and command is Command.RESUME and state.phase is Phase.QUESTION:
            assert state.closes_at - now == before.closes_at - before.paused_at


@given(plans, st.integers(0, 10_000), st.integers(0, 300_000), st.integers(0, 10_000))
def test_a_pause_costs_nobody_time(plan, before_pause, pause, after):
    opened = engine.step(State(), Command.START, NOW, plan)
    before_pause = min(before_pause, opened.closes_at - NOW - 1)
    paused = engine.step(opened, Command.PAUSE, NOW + before_pause, plan)
    resumed = engine.step(paused, Command.RESUME, NOW + before_pause + pause, plan)

    at = NOW + before_pause + after
    assert engine.refusal_of_answer(opened, 0, at) == engine.refusal_of_answer(resumed, 0, at + pause)


@given(st.integers(NOW - 100_000, NOW + 100_000))
def test_only_the_servers_clock_decides_whether_an_answer_counts(received_at):
    counts = engine.refusal_of_answer(OPEN, 0, received_at) is None
    assert counts == (OPEN.opens_at <= received_at <= OPEN.closes_at)
