"""Results as a CSV sheet: one row a player, four columns a question."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from quizzes.live import wording
from quizzes.live.results import GameResults, GivenAnswer, PlayerResult, QuestionResult

BOM = "\ufeff"
# A spreadsheet takes a cell that begins like this for a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last: ＝＋－＠


def csv_sheet(results: GameResults) -> str:
    """The whole sheet, UTF-8 with a BOM, which spreadsheets need to read it as such."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_cell(one) for one in _headings(results)])
    for player in results.players:
        writer.writerow([_cell(one) for one in _row(results, player)])
    return BOM + file.getvalue()


def as_download(sheet: str, pin: str) -> HttpResponse:
    """The sheet as a file to keep."""
    answer = HttpResponse(sheet, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="results-{pin}.csv"'
    return answer


def _cell(value: object) -> object:
    """Texts that a spreadsheet would run are made texts; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _headings(results: GameResults) -> Iterator[str]:
    yield from (_("Rank"), _("Nickname"), _("Score"), _("Right"))
    for one in _answered(results):
        place = {"number": one.index + 1, "prompt": " ".join(one.question.prompt.split())}
        yield _("%(number)s. %(prompt)s") % place
        yield _("%(number)s. result") % place
        yield _("%(number)s. points") % place
        yield _("%(number)s. seconds") % place


def _row(results: GameResults, player: PlayerResult) -> Iterator[object]:
    yield from (player.rank, player.nickname, player.score, player.right)
    for one in _answered(results):
        given = player.answers.get(one.index)
        yield _said(one, given)
        yield _result(given)
        yield given.points + given.streak_bonus if given else 0
        yield given.seconds if given else ""


def _answered(results: GameResults) -> list[QuestionResult]:
    return [one for one in results.questions if one.answered or one.scored]


def _said(result: QuestionResult, given: GivenAnswer | None) -> object:
    if given is None or (isinstance(given.answer, int | float) and not isinstance(given.answer, bool)):
        return given.answer if given else ""
    return wording.answer(result.question, given.answer)


def _result(given: GivenAnswer | None) -> str:
    words = {"right": _("right"), "partly": _("partly"), "wrong": _("wrong"), "none": _("no answer"), "said": ""}
    return words[wording.verdict(given)]
