"""`single`, `true_false` and `multiple`: what may be asked, what is right, and what a player sees."""

import pytest

from quizzes.library.question_types import TYPES
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Kind


def options(*rights: bool) -> list[dict]:
    return [{"id": "abcdefg"[place], "text": f"Text {place}", "correct": right} for place, right in enumerate(rights)]


def ask(kind: Kind, *rights: bool, **settings) -> FrozenQuestion:
    return FrozenQuestion("q", kind, "Which?", options=options(*rights), settings=settings)


def codes(question: FrozenQuestion) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in TYPES[question.kind].problems(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (ask(Kind.SINGLE, True, False), []),
        (ask(Kind.SINGLE, True, True, False), []),
        (ask(Kind.SINGLE, True), [("options", "option_count")]),
        (ask(Kind.SINGLE, *[True] * 6), []),
        (ask(Kind.SINGLE, *[True] * 7), [("options", "option_count")]),
        (ask(Kind.SINGLE), [("options", "option_count"), ("options", "no_right_option")]),
        (ask(Kind.SINGLE, False, False), [("options", "no_right_option")]),
        (ask(Kind.TRUE_FALSE, True, False), []),
        (ask(Kind.TRUE_FALSE, True, True), [("options", "several_right")]),
        (ask(Kind.TRUE_FALSE, True, False, False), [("options", "option_count")]),
        (ask(Kind.MULTIPLE, True, True, False), []),
        (ask(Kind.MULTIPLE, False, False), [("options", "no_right_option")]),
        (ask(Kind.MULTIPLE, True, False, partial="yes"), [("settings.partial", "setting_invalid")]),
    ],
)
def test_problems_name_field_and_code(question, expected):
    assert codes(question) == expected


@pytest.mark.parametrize(
    ("texts", "code"),
    [(["same", " Same "], "option_twice"), (["one", "  "], "option_empty"), (["", ""], "option_empty")],
)
def test_options_that_are_empty_or_alike_are_problems(texts, code):
    question = FrozenQuestion(
        "q", Kind.SINGLE, "?", options=[{"id": str(n), "text": text, "correct": n == 0} for n, text in enumerate(texts)]
    )
    assert codes(question) == [("options", code)]


def test_an_option_of_a_picture_alone_is_no_problem():
    pictures = [
        {"id": "a", "text": "", "media": {"url": "/x"}, "correct": True},
        {"id": "b", "text": "", "media": {"url": "/y"}},
    ]
    assert codes(FrozenQuestion("q", Kind.SINGLE, "?", options=pictures)) == []


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.TRUE_FALSE])
@pytest.mark.parametrize("answer", [None, 0, "z", "", ["a"], {"id": "a"}, True, "A"])
def test_an_answer_of_another_shape_is_refused(kind, answer):
    with pytest.raises(BadAnswer):
        TYPES[kind].parse(ask(kind, True, False), answer)


def test_single_takes_any_of_several_right_options():
    question = ask(Kind.SINGLE, True, False, True)
    kind = TYPES[Kind.SINGLE]
    assert [kind.judge(question, answer).correct for answer in "abc"] == [True, False, True]
    assert kind.key(question) == ["a", "c"]
    assert kind.key(ask(Kind.SINGLE, False, True)) == "b"
    assert kind.distribution(question, ["a", "a", "b"]) == [
        {"option": "a", "count": 2, "correct": True},
        {"option": "b", "count": 1, "correct": False},
        {"option": "c", "count": 0, "correct": True},
    ]


@pytest.mark.parametrize("answer", [None, "a", [], ["a", "a"], ["a", "z"], [None], [["a"]], ["a", "b", "c", "d", "a"]])
def test_multiple_refuses_what_is_no_set_of_options(answer):
    with pytest.raises(BadAnswer):
        TYPES[Kind.MULTIPLE].parse(ask(Kind.MULTIPLE, True, True, False, False), answer)


@pytest.mark.parametrize(
    ("picked", "correct", "share", "partial_share"),
    [
        ("ab", True, 1.0, 1.0),
        ("ba", True, 1.0, 1.0),
        ("a", False, 0.0, 0.5),
        ("ac", False, 0.0, 0.0),
        ("abc", False, 0.0, 0.5),
        ("abcd", False, 0.0, 0.0),
        ("c", False, 0.0, 0.0),
        ("cd", False, 0.0, 0.0),
    ],
)
def test_multiple_is_the_whole_set_and_partly_right_by_setting(picked, correct, share, partial_share):
    kind = TYPES[Kind.MULTIPLE]
    whole, partial = (ask(Kind.MULTIPLE, True, True, False, False, **more) for more in ({}, {"partial": True}))
    answer = kind.parse(whole, list(picked))
    assert kind.judge(whole, answer) == Judgement(correct, share)
    assert kind.judge(partial, answer) == Judgement(correct, partial_share)


def test_multiple_keeps_answers_in_the_order_of_the_options_and_counts_each():
    question = ask(Kind.MULTIPLE, True, True, False)
    kind = TYPES[Kind.MULTIPLE]
    assert kind.parse(question, ["c", "a"]) == ["a", "c"]
    assert kind.key(question) == ["a", "b"]
    assert [row["count"] for row in kind.distribution(question, [["a", "b"], ["a"]])] == [2, 1, 0]
