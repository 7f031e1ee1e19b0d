"""`text`: a typed answer, compared with the accepted spellings as `spelling` forgives."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lib.errors import gettext_noop
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Problem
from quizzes.library.question_types.spelling import fold, is_close

LONGEST = 200
MOST_ACCEPTED = 20
MOST_TYPOS = 2
SHOWN_GROUPS = 20


class Text:
    """Right is any accepted spelling: case and accents forgiven unless `match_case`, `match_accents`; slips by `typos`."""

    answered = True
    scored = True
    has_options = False
    setting_names = frozenset({"accepted", "typos", "match_case", "match_accents"})

    def problems(self, question: FrozenQuestion) -> list[Problem]:
        found = _accepted_problems(question)
        typos = question.settings.get("typos", 0)
        if isinstance(typos, bool) or not isinstance(typos, int) or not 0 <= typos <= MOST_TYPOS:
            detail = gettext_noop("Forgive 0 to %(most)s typing mistakes.")
            found.append(Problem("settings.typos", "typos_invalid", detail, {"most": MOST_TYPOS}))
        for name in ("match_case", "match_accents"):
            if not isinstance(question.settings.get(name, False), bool):
                found.append(Problem(f"settings.{name}", "setting_invalid", gettext_noop("Write true or false.")))
        return found

    def parse(self, question: FrozenQuestion, answer: Any) -> str:
        if not isinstance(answer, str) or len(answer) > LONGEST or "\x00" in answer or not fold(answer):
            raise BadAnswer(gettext_noop("Answer with a text of 1 to 200 characters."))
        try:
            answer.encode()
        except UnicodeEncodeError:
            raise BadAnswer(gettext_noop("Answer with a text of 1 to 200 characters.")) from None
        return " ".join(answer.split())

    def judge(self, question: FrozenQuestion, answer: Any) -> Judgement:
        given = _folded(question, answer)
        typos = question.settings.get("typos", 0)
        right = any(is_close(given, _folded(question, wanted), typos) for wanted in question.settings["accepted"])
        return Judgement(right, 1.0 if right else 0.0)

    def public_options(self, question: FrozenQuestion) -> list[dict[str, Any]]:
        return []

    def public_settings(self, question: FrozenQuestion) -> dict[str, Any]:
        return {}

    def key(self, question: FrozenQuestion) -> str | list[str]:
        """The accepted spelling; the list of them when there are several."""
        accepted = list(question.settings["accepted"])
        return accepted[0] if len(accepted) == 1 else accepted

    def distribution(self, question: FrozenQuestion, answers: Sequence[Any]) -> list[dict[str, Any]]:
        """`{text, count, correct}` for each of the 20 most given answers, spellings that compare alike counted together.

        All others are one last row with `text` null, `correct` null and `different`, how many answers it stands for.
        """
        spellings: dict[str, Counter[str]] = {}
        for answer in answers:
            spellings.setdefault(_folded(question, answer), Counter())[answer] += 1
        groups = sorted(spellings.values(), key=lambda group: (-group.total(), group.most_common(1)[0][0]))
        shown = [(group.most_common(1)[0][0], group.total()) for group in groups[:SHOWN_GROUPS]]
        rows: list[dict[str, Any]] = [
            {"text": text, "count": count, "correct": self.judge(question, text).correct} for text, count in shown
        ]
        rest = groups[SHOWN_GROUPS:]
        if rest:
            count = sum(group.total() for group in rest)
            rows.append({"text": None, "count": count, "correct": None, "different": len(rest)})
        return rows


def _folded(question: FrozenQuestion, text: str) -> str:
    settings = question.settings
    return fold(text, match_case=settings.get("match_case") is True, match_accents=settings.get("match_accents") is True)


def _accepted_problems(question: FrozenQuestion) -> list[Problem]:
    accepted = question.settings.get("accepted") or []
    if not isinstance(accepted, list) or not all(isinstance(one, str) for one in accepted):
        return [Problem("settings.accepted", "accepted_invalid", gettext_noop("Give a list of texts."))]
    if not accepted:
        return [Problem("settings.accepted", "accepted_missing", gettext_noop("Write at least one spelling that is right."))]
    found = []
    if len(accepted) > MOST_ACCEPTED:
        detail = gettext_noop("Give at most %(most)s spellings.")
        found.append(Problem("settings.accepted", "accepted_count", detail, {"most": MOST_ACCEPTED}))
    if any(len(one) > LONGEST or not fold(one) for one in accepted):
        detail = gettext_noop("A spelling needs 1 to %(most)s characters.")
        found.append(Problem("settings.accepted", "accepted_length", detail, {"most": LONGEST}))
    return found
