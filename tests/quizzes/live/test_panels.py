"""What the results page says of each kind, in words and rows."""

import pytest
from django.utils import translation

from quizzes.live import content, panels, wording
from quizzes.live.results import GameResults, GivenAnswer, PlayerResult, QuestionResult
from tests.factories import quizzes as make


def given(answer, correct=None, *, points=0, seconds=4.0):
    return GivenAnswer(0, answer, correct, points, 0, seconds)


def result_of(kind, *answers, players=10, **fields):
    question = content.thaw(make.question(kind, **fields))
    return QuestionResult(0, question, kind in make.SCORED, players, list(answers))


def rows_of(panel):
    return [(line.row.label, line.row.count, line.row.verdict, line.percent) for line in panel.rows]


def test_options_are_rows_with_letters_and_no_answer_is_one_more():
    panel = panels.question_panel(result_of("single", given("a", True), given("b", False), given("a", True), players=4))

    assert rows_of(panel) == [
        ("Option A", 2, "right", 50),
        ("Option B", 1, "wrong", 25),
        ("Option C", 0, "wrong", 0),
        ("Option D", 0, "wrong", 0),
        ("no answer", 1, "none", 25),
    ]
    assert [line.row.letter for line in panel.rows] == ["a", "b", "c", "d", ""]
    assert (panel.percent, panel.is_hard, panel.chart.form) == (50, False, "bars")


def test_a_question_right_for_fewer_than_half_is_hard():
    assert panels.question_panel(result_of("single", given("a", True), players=3)).is_hard


def test_a_number_is_a_histogram_and_its_table_begins_with_what_is_right():
    answers = [given(42, True), given(43, True), given(60, False), given(60, False), given(10, False)]

    panel = panels.question_panel(result_of("numeric", *answers, players=5))

    assert panel.chart.form == "columns"
    assert rows_of(panel)[0] == ("40 to 44", 2, "right", 40)
    assert sum(line.row.count for line in panel.rows) == 5


def test_a_number_without_tolerance_is_named_alone_and_so_are_its_neighbours():
    settings = {"value": 1793, "tolerance": 0, "min": 1785, "max": 1800, "step": 1}

    panel = panels.question_panel(
        result_of("numeric", given(1793, True), given(1789, False), given(1794, False), settings=settings)
    )

    assert [row[:2] for row in rows_of(panel)] == [("1793", 1), ("1789", 1), ("1794", 1), ("no answer", 7)]


def test_typed_answers_are_counted_together_and_the_rest_is_one_row():
    answers = [given("angstrom", True), given("Ångström", True)] + [given(f"word {chr(97 + n)}", False) for n in range(12)]

    panel = panels.question_panel(result_of("text", *answers, players=14))

    assert rows_of(panel)[0][1:3] == (2, "right")
    assert rows_of(panel)[-1] == ("other answers", 3, "wrong", 21)
    assert sum(line.row.count for line in panel.rows) == 14


def test_a_poll_has_bars_and_no_share_and_a_slide_has_nothing():
    poll = panels.question_panel(result_of("poll", given("b")))
    slide = panels.question_panel(result_of("slide"))

    assert (poll.percent, poll.chart.form, rows_of(poll)[1]) == (None, "bars", ("Option B", 1, "said", 10))
    assert (slide.percent, slide.chart, slide.rows) == (None, None, [])


def test_a_number_nobody_answered_has_no_histogram():
    panel = panels.question_panel(result_of("numeric"))

    assert panel.chart is None or panel.chart.form == "bars"
    assert panel.percent == 0


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (None, "none"),
        (given("a", True, points=700), "right"),
        (given("a", False, points=300), "partly"),
        (given("a", False), "wrong"),
        (given("a"), "said"),
    ],
)
def test_a_mark_says_right_partly_wrong_or_none(one, verdict):
    assert wording.verdict(one) == verdict


def test_answers_in_words():
    multiple, numeric = content.thaw(make.question("multiple")), content.thaw(make.question("numeric"))
    text, single = content.thaw(make.question("text")), content.thaw(make.question("single"))

    assert wording.answer(multiple, ["a", "c"]) == "Option A; Option C"
    assert wording.answer(numeric, 29.5) == "29.5 km"
    assert wording.answer(text, "metre") == "metre"
    assert wording.answer(single, None) == ""
    assert wording.right_answer(text, ["Ångström", "Angström"]) == "Ångström"
    assert wording.right_answer(single, ["a", "b"]) == "Option A or Option B"
    assert wording.kind(numeric) == "A number, within 2"


def test_numbers_are_written_as_in_the_readers_language():
    with translation.override("de"):
        assert (wording.number(29.5), wording.number(12000)) == ("29,5", "12.000")
    assert (wording.number(1793), wording.number(12000), wording.number(3.0)) == ("1793", "12,000", "3")


def test_a_players_page_leaves_slides_out_and_adds_the_bonus():
    single, slide = content.thaw(make.question("single")), content.thaw(make.question("slide"))
    right = GivenAnswer(1, "a", True, 900, 100, 2.0)
    player = PlayerResult("abc", 1, "Noor", 1000, 1, 1, 2, {1: right})
    results = GameResults(
        "Sums", 2, [player], [QuestionResult(0, slide, False, 1, []), QuestionResult(1, single, True, 1, [right])]
    )

    (line,) = panels.answer_lines(results, player)

    assert (line.number, line.verdict, line.said, line.right, line.points) == (2, "right", "Option A", "Option A", 1000)
    assert [[mark.verdict for mark in row.marks] for row in panels.sheet_rows(results, [player])] == [["right"]]
