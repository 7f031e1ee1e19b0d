"""Charts of answers as figures for SVG attributes: bars for what can be named, columns for numbers. Pure.

All coordinates are whole numbers in the units of the viewBox, so that no language's decimal comma gets into an attribute.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 460
# Bars
LABELS = 130
LETTERS = 34
LONGEST_LABEL = 18
BAR_ROW = 26
BAR_HEIGHT = 18
BAR_SPACE = 40
# Columns
AXIS = 30
TOP = 22
FLOOR = 160
LABELS_BELOW = 6


@dataclass(frozen=True, slots=True)
class Row:
    """What was answered, by how many, and whether it was right: `right`, `wrong`, `said` (not scored) or `none` (no answer)."""

    label: str
    count: int
    verdict: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and its figure."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row drawn: a shape or a short label before it, its figure behind it."""

    row: Row
    label: str
    y: int
    middle: int
    width: int
    end: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from `start`."""

    height: int
    floor: int
    start: int
    label_end: int
    lettered: bool
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    width: int = WIDTH
    form: str = "bars"


@dataclass(frozen=True, slots=True)
class Column:
    """A row drawn upright; `x` and `width` are its bar's, `left` and `room` the place's it stands in."""

    row: Row
    x: int
    y: int
    width: int
    height: int
    left: int
    room: int
    middle: int


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Upright columns side by side, with figures at the edges of some."""

    columns: Sequence[Column]
    ticks: Sequence[Tick]
    edges: Sequence[Tick]
    top: int = TOP
    floor: int = FLOOR
    start: int = AXIS
    tick_end: int = AXIS - 8
    height: int = FLOOR + 30
    width: int = WIDTH
    form: str = "columns"


def bar_chart(rows: Sequence[Row], players: int) -> BarChart:
    """Bars on a scale of all players, so that charts of a game can be compared by eye."""
    lettered = bool(rows) and any(row.letter for row in rows) and any(len(row.label) > LONGEST_LABEL for row in rows)
    start = (LETTERS if lettered else LABELS) if rows else LABELS
    # A row without a letter ("no answer") needs the room for words even where the others go by letter.
    start = LABELS if lettered and any(not row.letter for row in rows) else start
    step, most = scale(max([players, *(row.count for row in rows)]))
    length = WIDTH - start - BAR_SPACE
    bars = []
    for place, row in enumerate(rows):
        width = round(length * row.count / most)
        top = place * BAR_ROW + 3
        bars.append(Bar(row, shortened(row.label), top, top + 14, width, start + width + 8))
    floor = len(rows) * BAR_ROW + 2
    ticks = [Tick(start + round(length * count / most), str(count)) for count in range(0, most + 1, step)]
    return BarChart(floor + 18, floor, start, start - 8, lettered, bars, ticks)


def column_chart(rows: Sequence[Row], edges: Sequence[str]) -> ColumnChart:
    """A histogram. `edges` are the figures between the columns: one more than there are rows."""
    step, most = scale(max((row.count for row in rows), default=0))
    room = (WIDTH - AXIS) / max(len(rows), 1)
    columns = []
    for place, row in enumerate(rows):
        left = round(AXIS + place * room)
        wide = round(AXIS + (place + 1) * room) - left
        height = round((FLOOR - TOP) * row.count / most)
        gap = 1 if wide > 6 else 0
        middle = left + wide // 2
        columns.append(Column(row, left + gap, FLOOR - height, max(wide - 2 * gap, 1), height, left, wide, middle))
    ticks = [Tick(FLOOR - round((FLOOR - TOP) * count / most), str(count)) for count in range(0, most + 1, step)]
    every = max(1, -(-len(edges) // LABELS_BELOW))
    below = [Tick(round(AXIS + place * room), text) for place, text in enumerate(edges) if place % every == 0]
    return ColumnChart(columns, ticks, below)


def scale(most: int) -> tuple[int, int]:
    """Step and end of an axis from 0 that reaches `most` in at most five steps of 1, 2 or 5 times a power of ten."""
    most = max(most, 1)
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * 5 >= most:
                return step, -(-most // step) * step
        power *= 10


def shortened(label: str) -> str:
    """A label that fits before the bars."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
