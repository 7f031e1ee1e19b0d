"""Columns of a histogram of numbers, with all that is right in one column. Pure."""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

MOST = 30
# Without a range of its own the axis shows the middle nine tenths of the answers; one joker must not flatten the rest.
OUTLIERS = 0.05


def histogram(
    answers: Sequence[Decimal],
    band: tuple[Decimal, Decimal],
    *,
    axis: tuple[Decimal | None, ...] = (None, None),
    step: Decimal | None = None,
) -> list[dict[str, Any]]:
    """`{from, to, count, correct}` a column, without gaps, from the lowest to the highest.

    The band of what is right is one column; the others are as wide as it is. When they are more than 30 their width is
    doubled until they are not. Answers beyond the axis stand in the outermost columns.
    """
    low, high = band
    start, end = _ends(answers, band, axis)
    width = _first_width(band, start, end, step)
    while _columns(low - start, width) + _columns(end - high, width) + 1 > MOST:
        width *= 2
    below = max(_columns(low - start, width), int(any(answer < low for answer in answers)))
    above = max(_columns(end - high, width), int(any(answer > high for answer in answers)))
    counts = Counter(_place(answer, band, width, below, above) for answer in answers)
    rows = [
        {
            "from": _plain(low if place == 0 else low + place * width if place < 0 else high + (place - 1) * width),
            "to": _plain(high if place == 0 else low + (place + 1) * width if place < 0 else high + place * width),
            "count": counts[place],
            "correct": place == 0,
        }
        for place in range(-below, above + 1)
    ]
    if axis[0] is not None and below:
        rows[0]["from"] = _plain(axis[0])
    if axis[1] is not None and above:
        rows[-1]["to"] = _plain(axis[1])
    return rows


def _ends(
    answers: Sequence[Decimal], band: tuple[Decimal, Decimal], axis: tuple[Decimal | None, ...]
) -> tuple[Decimal, Decimal]:
    first, last = axis
    ordered = sorted(answers)
    skip = int(len(ordered) * OUTLIERS)
    shown = ordered[skip : len(ordered) - skip]
    low, high = (min(shown[0], band[0]), max(shown[-1], band[1])) if shown else band
    return (low if first is None else first), (high if last is None else last)


def _first_width(band: tuple[Decimal, Decimal], start: Decimal, end: Decimal, step: Decimal | None) -> Decimal:
    """As wide as the band; where it is one number, a step, or what divides the axis into columns."""
    if band[1] > band[0]:
        return band[1] - band[0]
    if step:
        return step
    return (end - start) / (MOST - 2) if end > start else Decimal(1)


def _columns(length: Decimal, width: Decimal) -> int:
    return max(0, int((length / width).to_integral_value(rounding=ROUND_CEILING)))


def _place(answer: Decimal, band: tuple[Decimal, Decimal], width: Decimal, below: int, above: int) -> int:
    """The column of an answer: 0 is right, negative ones stand below it."""
    low, high = band
    if low <= answer <= high:
        return 0
    if answer < low:
        return -min(max(1, _columns(low - answer, width)), below)
    return min(max(1, _columns(answer - high, width)), above)


def _plain(number: Decimal) -> int | float:
    """As JSON shows it: 3, not 3.0."""
    return int(number) if number == number.to_integral_value() else float(number)
