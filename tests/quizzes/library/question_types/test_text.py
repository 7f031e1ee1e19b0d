"""`text`: what is forgiven in a typed answer, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.library.question_types import TYPES
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Kind
from quizzes.library.question_types.spelling import fold, slips

TEXT = TYPES[Kind.TEXT]


def ask(*accepted: str, **settings) -> FrozenQuestion:
    return FrozenQuestion("q", Kind.TEXT, "What?", settings={"accepted": list(accepted), **settings})


def is_right(question: FrozenQuestion, answer: str) -> bool | None:
    return TEXT.judge(question, TEXT.parse(question, answer)).correct


@pytest.mark.parametrize(
    ("accepted", "settings", "answer", "right"),
    [
        ("Ångström", {}, "angstrom", True),
        ("Ångström", {}, "  ÅNGSTRÖM ", True),
        ("Ångström", {}, "A\u030angstro\u0308m", True),
        ("Ångström", {"match_accents": True}, "Angstrom", False),
        ("Ångström", {"match_accents": True}, "a\u030angstro\u0308m", True),
        ("Ångström", {"match_case": True}, "Angstrom", True),
        ("Ångström", {"match_case": True}, "angstrom", False),
        ("Straße", {}, "STRASSE", True),
        ("København", {}, "Kobenhavn", True),
        ("Łódź", {}, "lodz", True),
        ("H2O", {}, "H₂O", True),
        ("O’Brien", {}, "O'Brien", True),
        ("New York", {}, "new   york", True),
        ("New York", {}, "newyork", False),
        ("Москва", {}, "москва", True),
        ("مُحَمَّد", {}, "محمد", True),
        ("हिन्दी", {}, "हन्द", False),  # vowels are letters, not accents
        ("か", {}, "が", False),  # the voicing of kana is a letter, not an accent
        ("Paris", {}, "Pari\u200bs", True),
        ("Paris", {}, "Pairs", False),
        ("Paris", {"typos": 1}, "Pairs", True),
        ("Paris", {"typos": 1}, "Parris", True),
        ("Paris", {"typos": 1}, "Pais", True),
        ("Paris", {"typos": 2}, "Prs", False),
        ("photosynthesis", {"typos": 1}, "fotosynthesis", False),
        ("photosynthesis", {"typos": 2}, "fotosynthesis", True),
        ("DNA", {"typos": 2}, "RNA", False),
        ("1914 to 1918", {"typos": 2}, "1915 to 1918", False),
        ("May 1945", {"typos": 1}, "Mai 1945", True),
    ],
)  # fmt: skip
def test_what_is_forgiven(accepted, settings, answer, right):
    assert is_right(ask(accepted, **settings), answer) is right


@pytest.mark.parametrize("answer", [None, 7, True, ["Paris"], "", "   ", "\u200b", "x" * 201, "a\x00b", "\ud800"])
def test_what_is_no_text_is_refused(answer):
    with pytest.raises(BadAnswer):
        TEXT.parse(ask("Paris"), answer)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"accepted": ["Paris"]}, []),
        ({"accepted": ["x" * 200] * 20, "typos": 2, "match_case": False, "match_accents": True}, []),
        ({}, ["settings.accepted accepted_missing"]),
        ({"accepted": []}, ["settings.accepted accepted_missing"]),
        ({"accepted": "Paris"}, ["settings.accepted accepted_invalid"]),
        ({"accepted": [1]}, ["settings.accepted accepted_invalid"]),
        ({"accepted": ["Paris", " "]}, ["settings.accepted accepted_length"]),
        ({"accepted": ["x" * 201]}, ["settings.accepted accepted_length"]),
        ({"accepted": ["x"] * 21}, ["settings.accepted accepted_count"]),
        ({"accepted": ["x"], "typos": 3}, ["settings.typos typos_invalid"]),
        ({"accepted": ["x"], "typos": True}, ["settings.typos typos_invalid"]),
        ({"accepted": ["x"], "typos": "1"}, ["settings.typos typos_invalid"]),
        ({"accepted": ["x"], "match_case": 1}, ["settings.match_case setting_invalid"]),
    ],
)
def test_problems(settings, expected):
    question = FrozenQuestion("q", Kind.TEXT, "?", settings=settings)
    assert [f"{one.field} {one.code}" for one in TEXT.problems(question)] == expected


def test_answers_are_counted_by_how_they_compare():
    rows = TEXT.distribution(ask("Paris"), ["paris", "Paris", "Paris", "London", "london ", "Rome"])
    assert rows == [
        {"text": "Paris", "count": 3, "correct": True},
        {"text": "London", "count": 2, "correct": False},
        {"text": "Rome", "count": 1, "correct": False},
    ]


def test_more_than_twenty_different_answers_end_in_one_row_for_the_rest():
    rows = TEXT.distribution(ask("x"), [f"answer {number}" for number in range(25)] + ["x", "x"])
    assert len(rows) == 21
    assert rows[0] == {"text": "x", "count": 2, "correct": True}
    assert rows[-1] == {"text": None, "count": 6, "correct": None, "different": 6}


def test_the_key_is_the_spelling_or_the_list_of_them():
    assert (TEXT.key(ask("Paris")), TEXT.key(ask("Paris", "Lutetia"))) == ("Paris", ["Paris", "Lutetia"])


@pytest.mark.parametrize(
    ("one", "other", "many"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("", "ab", 2),
        ("ab", "ba", 1),
        ("kitten", "sitting", 3),
        ("abcd", "acbd", 1),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_counted(one, other, many):
    assert slips(one, other) == many


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold(fold(text, match_case=True, match_accents=True)) == fold(text)
