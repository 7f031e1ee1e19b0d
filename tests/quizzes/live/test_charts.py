"""Figures of the charts, without a page around them."""

import pytest

from quizzes.live.charts import AXIS, FLOOR, LABELS, LETTERS, TOP, WIDTH, Row, bar_chart, column_chart, scale, shortened


@pytest.mark.parametrize(
    ("most", "step", "end"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (5, 1, 5),
        (6, 2, 6),
        (7, 2, 8),
        (10, 2, 10),
        (23, 5, 25),
        (200, 50, 200),
        (201, 50, 250),
        (999, 200, 1000),
        (5000, 1000, 5000),
    ],
)
def test_scale_reaches_the_most_in_at_most_five_steps(most, step, end):
    assert scale(most) == (step, end)


def test_bars_stand_on_a_scale_of_all_players():
    chart = bar_chart([Row("Venus", 5, "right", "a"), Row("Mars", 0, "wrong", "b")], players=10)

    room = WIDTH - LABELS - 40
    assert [(bar.width, bar.end) for bar in chart.bars] == [(room // 2, LABELS + room // 2 + 8), (0, LABELS + 8)]
    assert [tick.text for tick in chart.ticks] == ["0", "2", "4", "6", "8", "10"]
    assert (chart.lettered, chart.start) == (False, LABELS)


def test_long_options_are_named_by_their_letter():
    rows = [Row("The Moon is between the Sun and the Earth", 3, "right", "a"), Row("Nowhere", 1, "wrong", "b")]

    assert (bar_chart(rows, 4).lettered, bar_chart(rows, 4).start) == (True, LETTERS)
    assert bar_chart([*rows, Row("no answer", 1, "none")], 5).start == LABELS


def test_long_words_are_shortened():
    assert (shortened("Neptune"), shortened("x" * 18)) == ("Neptune", "x" * 18)
    assert shortened("Maximilian-Alexander of Somewhere") == "Maximilian-Alexan…"


def test_columns_fill_the_width_and_the_tallest_is_as_high_as_its_figure():
    chart = column_chart(
        [Row("0 to 9", 0, "wrong"), Row("10", 4, "right"), Row("11 to 20", 2, "wrong")], ["0", "10", "10", "20"]
    )

    assert [column.left for column in chart.columns] == [AXIS, AXIS + 143, AXIS + 287]
    assert chart.columns[-1].left + chart.columns[-1].room == WIDTH
    assert [column.height for column in chart.columns] == [0, FLOOR - TOP, (FLOOR - TOP) // 2]
    assert [column.y + column.height for column in chart.columns] == [FLOOR] * 3
    assert [edge.text for edge in chart.edges] == ["0", "10", "10", "20"]


def test_many_columns_get_a_figure_at_some_edges():
    chart = column_chart([Row(str(number), 1, "wrong") for number in range(30)], [str(number) for number in range(31)])

    assert len(chart.edges) <= 6
    assert all(column.width >= 1 for column in chart.columns)


def test_nothing_to_draw_is_no_error():
    assert bar_chart([], 0).bars == []
    assert column_chart([], ["0"]).columns == []
