"""`numeric`: decimals as they are written, ranges, and the histogram with all that is right in one column."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.library.question_types import TYPES
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Kind

NUMERIC = TYPES[Kind.NUMERIC]


def ask(**settings) -> FrozenQuestion:
    return FrozenQuestion("q", Kind.NUMERIC, "How much?", settings=settings)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"value": 100}, []),
        ({"value": 100, "tolerance": 0.5, "min": 0, "max": 200, "step": 0.5, "unit": "°C"}, []),
        ({"value": 0}, []),
        ({}, ["settings.value value_missing"]),
        ({"value": "100"}, ["settings.value not_a_number"]),
        ({"value": True}, ["settings.value not_a_number"]),
        ({"value": math.nan}, ["settings.value not_a_number"]),
        ({"value": 10**16}, ["settings.value not_a_number"]),
        ({"value": 1, "tolerance": -1}, ["settings.tolerance tolerance_negative"]),
        ({"value": 1, "tolerance": []}, ["settings.tolerance not_a_number"]),
        ({"value": 1, "min": 0}, ["settings.max range_half"]),
        ({"value": 1, "max": 2}, ["settings.min range_half"]),
        ({"value": 1, "min": 5, "max": 5}, ["settings.max range_empty"]),
        ({"value": 1, "min": 2, "max": 5}, ["settings.value value_outside"]),
        ({"value": 1, "step": 0}, ["settings.step step_invalid"]),
        ({"value": 5, "min": 0, "max": 10, "step": 2}, ["settings.step value_unreachable"]),
        ({"value": 5, "tolerance": 1, "min": 0, "max": 10, "step": 2}, []),
        ({"value": 0.3, "min": 0, "max": 1, "step": 0.1}, []),
        ({"value": 1, "unit": "x" * 21}, ["settings.unit unit_invalid"]),
        ({"value": 1, "unit": 7}, ["settings.unit unit_invalid"]),
    ],
)
def test_problems(settings, expected):
    assert [f"{one.field} {one.code}" for one in NUMERIC.problems(ask(**settings))] == expected


@pytest.mark.parametrize("answer", ["100", "1,5", None, True, False, math.nan, math.inf, -math.inf, [1], {}, 10**400, -1, 201])
def test_what_is_no_number_of_the_range_is_refused(answer):
    with pytest.raises(BadAnswer):
        NUMERIC.parse(ask(value=100, min=0, max=200), answer)


@pytest.mark.parametrize(
    ("value", "tolerance", "answer", "right"),
    [
        (100, 0.5, 100.5, True),
        (100, 0.5, 99.5, True),
        (100, 0.5, 100.51, False),
        (1.0, 0.1, 1.1, True),  # 1.1 − 1.0 is more than 0.1 in floats
        (0.3, 0, 0.3, True),
        (0.3, 0, 0.30000001, False),
        (42, None, 42.0, True),
        (-5, 1, -6, True),
        (1e15, 0, 1e15, True),
    ],
)
def test_right_is_what_lies_within_the_tolerance(value, tolerance, answer, right):
    question = ask(value=value, tolerance=tolerance)
    assert NUMERIC.judge(question, NUMERIC.parse(question, answer)).correct is right


def test_columns_are_as_wide_as_what_is_right_and_centred_on_it():
    question = ask(value=50, tolerance=5, min=0, max=100)
    rows = NUMERIC.distribution(question, [50, 45, 55, 44, 56, 0, 100])
    assert [(row["from"], row["to"], row["count"]) for row in rows] == [
        (0, 5, 1), (5, 15, 0), (15, 25, 0), (25, 35, 0), (35, 45, 1),
        (45, 55, 3),
        (55, 65, 1), (65, 75, 0), (75, 85, 0), (85, 95, 0), (95, 100, 1),
    ]  # fmt: skip
    assert [row["from"] for row in rows if row["correct"]] == [45]


def test_more_than_thirty_columns_become_twice_as_wide():
    rows = NUMERIC.distribution(ask(value=100, tolerance=0.5, min=0, max=200), [100, 3, 199])
    assert len(rows) <= 30
    assert [(row["from"], row["to"]) for row in rows if row["correct"]] == [(99.5, 100.5)]
    assert rows[1]["to"] - rows[1]["from"] == 8


def test_an_exact_value_has_a_column_of_its_own():
    rows = NUMERIC.distribution(ask(value=7, min=0, max=10, step=1), [7, 7, 8, 6])
    assert [(row["from"], row["to"], row["count"]) for row in rows if row["count"]] == [(6, 7, 1), (7, 7, 2), (7, 8, 1)]


def test_without_a_range_a_joker_stands_in_the_outermost_column():
    answers = [*range(90, 111), 10**12]
    rows = NUMERIC.distribution(ask(value=100, tolerance=1), answers)
    assert len(rows) <= 30
    assert rows[-1]["to"] < 1000
    assert sum(row["count"] for row in rows) == len(answers)


@given(
    st.lists(st.floats(-1e6, 1e6) | st.integers(-1000, 1000), max_size=40),
    st.floats(-1000, 1000),
    st.floats(0, 100) | st.just(0),
    st.none() | st.tuples(st.integers(-2000, -1000), st.integers(1000, 2000)),
)
def test_every_answer_is_counted_once_and_right_ones_in_the_right_column(answers, value, tolerance, ends):
    question = ask(value=value, tolerance=tolerance, **(dict(zip(("min", "max"), ends, strict=True)) if ends else {}))
    rows = NUMERIC.distribution(question, answers)
    assert len(rows) <= 32
    assert sum(row["count"] for row in rows) == len(answers)
    (right,) = [row for row in rows if row["correct"]]
    assert right["count"] == sum(NUMERIC.judge(question, answer).correct is True for answer in answers)


def test_nobody_answered():
    assert NUMERIC.distribution(ask(value=3, tolerance=1), []) == [{"from": 2, "to": 4, "count": 0, "correct": True}]
