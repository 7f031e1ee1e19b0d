"""The quizzes a new installation shows: playable as they stand, with sources, and each question teaches something."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from quizzes.library import drafting
from quizzes.library.question_types import type_of

FOLDER = Path(__file__).resolve().parents[2] / "courses" / "demo"
FILES = sorted(FOLDER.glob("*.json"))
KINDS = {"single", "true_false", "multiple", "numeric", "text", "poll", "slide"}


def read(path: Path) -> dict[str, Any]:
    quiz: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return quiz


def drafts(quiz: dict[str, Any]) -> list[drafting.DraftQuestion]:
    ids = itertools.count()
    return drafting.read_questions(quiz["questions"], {}, lambda: f"option-{next(ids)}")


def test_there_are_three_quizzes() -> None:
    assert [path.stem for path in FILES] == ["europe-1789-to-1848", "the-moon-and-the-planets", "words-that-travelled"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestDemoQuiz:
    def test_quiz_can_be_played_as_it_stands(self, path: Path) -> None:
        assert drafting.problems_in(drafts(read(path))) == []

    def test_quiz_says_what_it_is_and_where_it_is_from(self, path: Path) -> None:
        quiz = read(path)

        assert set(quiz) == {"title", "description", "language", "tags", "sources", "questions"}
        assert all(quiz[name] for name in quiz)
        assert all(source["title"] and source["publisher"] and source["year"] > 1900 for source in quiz["sources"])

    def test_quiz_has_ten_to_twenty_questions_of_every_kind(self, path: Path) -> None:
        questions = read(path)["questions"]

        assert 10 <= len(questions) <= 20
        assert {question["kind"] for question in questions} == KINDS
        assert len({question["prompt"] for question in questions}) == len(questions)

    def test_every_scored_question_explains_its_answer(self, path: Path) -> None:
        scored = [question for question in drafts(read(path)) if type_of(question.kind).scored]

        assert all(len(question.explanation) > 40 for question in scored)
        assert all(question.points == 1000 for question in scored)

    def test_right_options_do_not_stand_in_one_place(self, path: Path) -> None:
        singles = [question for question in read(path)["questions"] if question["kind"] == "single"]
        places = [[option["correct"] for option in question["options"]].index(True) for question in singles]

        assert max(places.count(place) for place in set(places)) <= len(places) / 2
        assert len(set(places)) >= 3
