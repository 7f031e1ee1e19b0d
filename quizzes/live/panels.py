"""A result as the results page lays it out: question panels with chart and table, the sheet of marks, one player's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quizzes.library.question_types.kinds import FrozenQuestion, Kind
from quizzes.live import charts, wording
from quizzes.live.charts import BarChart, ColumnChart, Row
from quizzes.live.results import GameResults, GivenAnswer, PlayerResult, QuestionResult

LETTERS = "abcdef"
SHOWN_WORDS = 10
SHOWN_NUMBERS = 7


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table beside a chart."""

    row: Row
    percent: int


@dataclass(frozen=True, slots=True)
class QuestionPanel:
    """One question: its line in the list, and what opens below it."""

    number: int
    prompt: str
    kind: str
    explanation: str
    answered: int
    right: int
    players: int
    percent: int | None
    seconds: float | None
    chart: BarChart | ColumnChart | None
    summary: str
    rows: Sequence[TableRow]
    several: bool

    @property
    def is_hard(self) -> bool:
        """Right for fewer than half."""
        return self.percent is not None and self.percent < 50


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the sheet."""

    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One player's line on the sheet of marks."""

    player: PlayerResult
    shape: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question on a player's own page."""

    number: int
    prompt: str
    verdict: str
    said: str
    right: str
    points: int
    seconds: float | None
    worth: int


def percent(part: float | None) -> int | None:
    """A share in whole percent."""
    return None if part is None else round(100 * part)


def shape_of(player: PlayerResult) -> str:
    """The shape that marks this player, as `markOf` in static/js/quizzes/stage/alphabet.js draws it."""
    total = 0
    for character in player.uid:
        total = (total * 31 + ord(character)) & 0xFFFFFFFF
    return LETTERS[total % len(LETTERS)]


def question_panel(result: QuestionResult) -> QuestionPanel:
    """A question's panel. Rows of several answers add up to more than all players."""
    rows = _rows(result)
    chart: BarChart | ColumnChart | None = None
    table = rows
    if result.question.kind is Kind.NUMERIC and result.given:
        chart = charts.column_chart(rows, _edges(result))
        table = _most_given(rows)
    missing = result.players - result.answered
    if rows and missing:
        table = [*table, Row(_("no answer"), missing, "none")]
    if rows and chart is None:
        chart = charts.bar_chart(table, result.players)
    return QuestionPanel(
        number=result.index + 1,
        prompt=result.question.prompt,
        kind=wording.kind(result.question),
        explanation=result.question.explanation,
        answered=result.answered,
        right=result.right,
        players=result.players,
        percent=percent(result.share),
        seconds=result.middle_seconds,
        chart=chart,
        summary="; ".join(f"{row.label}: {row.count}" for row in table),
        rows=[TableRow(row, percent(row.count / result.players) or 0 if result.players else 0) for row in table],
        several=result.question.kind is Kind.MULTIPLE,
    )


def sheet_rows(results: GameResults, players: Sequence[PlayerResult]) -> list[SheetRow]:
    """The marks of these players, a cell for each question that was scored."""
    columns = [(one.index, one.question) for one in results.scored]
    return [
        SheetRow(player, shape_of(player), [_mark(question, player.answers.get(index)) for index, question in columns])
        for player in players
    ]


def answer_lines(results: GameResults, player: PlayerResult) -> list[AnswerLine]:
    """What this player answered to each question that is answered at all."""
    lines = []
    for one in results.questions:
        given = player.answers.get(one.index)
        if one.question.kind is Kind.SLIDE:
            continue
        lines.append(
            AnswerLine(
                number=one.index + 1,
                prompt=one.question.prompt,
                verdict=wording.verdict(given),
                said=wording.answer(one.question, given.answer) if given else "",
                right=wording.right_answer(one.question, one.key),
                points=given.points + given.streak_bonus if given else 0,
                seconds=given.seconds if given else None,
                worth=one.question.points if one.scored else 0,
            )
        )
    return lines


def _mark(question: FrozenQuestion, given: GivenAnswer | None) -> Mark:
    return Mark(wording.verdict(given), wording.answer(question, given.answer) if given else "")


def _rows(result: QuestionResult) -> list[Row]:
    """The distribution in words, whichever of its three forms the kind gives it."""
    found = result.distribution
    if found and "option" in found[0]:
        return [_option_row(result.question, place, one) for place, one in enumerate(found)]
    if found and "from" in found[0]:
        return [Row(_span(result.question, one), one["count"], _judged(one)) for one in found]
    if found and "text" in found[0]:
        return _word_rows(found)
    return []


def _option_row(question: FrozenQuestion, place: int, one: Mapping[str, Any]) -> Row:
    letter = LETTERS[place] if place < len(LETTERS) else ""
    return Row(wording.answer(question, one["option"]), one["count"], _judged(one), letter)


def _word_rows(found: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The answers most given; what is right is always among them."""
    named = [one for one in found if one["text"] is not None]
    shown = [one for place, one in enumerate(named) if place < SHOWN_WORDS or one["correct"]]
    rest = sum(one["count"] for one in found) - sum(one["count"] for one in shown)
    rows = [Row(one["text"], one["count"], _judged(one)) for one in shown]
    return [*rows, Row(_("other answers"), rest, "wrong")] if rest else rows


def _most_given(rows: Sequence[Row]) -> list[Row]:
    """The columns of a histogram for its table: the right one first, then those with the most answers, then the rest."""
    right = [row for row in rows if row.verdict == "right"]
    others = sorted((row for row in rows if row.verdict != "right" and row.count), key=lambda row: -row.count)
    rest = sum(row.count for row in others[SHOWN_NUMBERS:])
    shown = [*right, *others[:SHOWN_NUMBERS]]
    return [*shown, Row(_("other numbers"), rest, "wrong")] if rest else shown


def _span(question: FrozenQuestion, one: Mapping[str, Any]) -> str:
    """A column's numbers. Below the right ones its upper end belongs to the next column, above them its lower end does."""
    low, high, step = one["from"], one["to"], question.settings.get("step") or 0
    if not one["correct"] and low < question.settings["value"]:
        high -= step
    elif not one["correct"]:
        low += step
    first, last = wording.number(low), wording.number(high)
    return first if low >= high else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _edges(result: QuestionResult) -> list[str]:
    found = result.distribution
    return [wording.number(one["from"]) for one in found] + [wording.number(found[-1]["to"])]


def _judged(one: Mapping[str, Any]) -> str:
    return {None: "said", True: "right", False: "wrong"}[one["correct"]]
