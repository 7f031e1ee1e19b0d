"""Every kind of the contract is named; those that are built keep their secrets."""

import json

import pytest

from quizzes.library.question_types import TYPES, is_built, type_of
from quizzes.library.question_types.kinds import BadAnswer, FrozenQuestion, Judgement, Kind
from quizzes.library.question_types.shapes import problems_of, public_view, thaw
from tests.factories.quizzes import KINDS, other_key, question, right_answer, wrong_answer

BUILT = {"single", "true_false", "multiple", "numeric", "text", "poll", "slide"}


def test_kinds_that_are_not_built_are_known_as_such():
    assert {kind.value for kind in Kind if is_built(kind)} == BUILT == set(KINDS)
    assert not is_built("essay")
    with pytest.raises(KeyError):
        type_of("order")


@pytest.mark.parametrize("kind", sorted(BUILT))
def test_what_a_player_gets_does_not_change_with_the_key(kind):
    """The leak test: two questions that differ in their key alone look the same until the reveal."""
    shown = question(kind, id="same")
    other = {**shown, **other_key(kind)}
    assert other != shown
    assert json.dumps(public_view(thaw(shown))) == json.dumps(public_view(thaw(other)))


@pytest.mark.parametrize("kind", sorted(BUILT))
def test_no_word_of_the_key_is_shown(kind):
    shown = question(kind, explanation="Because the sky is blue.")
    text = json.dumps(public_view(thaw(shown)), ensure_ascii=False)
    for secret in ("correct", "accepted", "tolerance", "value", "typos", "Ångström", "explanation", "because"):
        assert secret not in text


@pytest.mark.parametrize("kind", sorted(BUILT - {"slide"}))
def test_right_and_wrong_answers_are_judged(kind):
    asked, rules = thaw(question(kind)), type_of(kind)
    right, wrong = (rules.judge(asked, rules.parse(asked, answer(kind))) for answer in (right_answer, wrong_answer))
    if rules.scored:
        assert (right, wrong) == (Judgement(correct=True, share=1.0), Judgement(correct=False, share=0.0))
    else:
        assert right == wrong == Judgement(correct=None, share=0.0)


@pytest.mark.parametrize("kind", sorted(BUILT))
def test_every_kind_survives_settings_and_options_of_another(kind):
    """A draft is shown to readers as it stands; nothing that may be stored may break that."""
    for strange in ({}, {"min": [], "unit": {}, "accepted": 7, "value": "x", "partial": 3}):
        broken = FrozenQuestion("q", Kind(kind), "", settings=strange)
        json.dumps(public_view(broken))
        assert problems_of(broken)


def test_a_poll_has_no_right_option_even_if_one_is_marked():
    asked = thaw(question("poll", options=[{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B"}]))
    poll = TYPES[Kind.POLL]
    assert poll.key(asked) is None
    assert [row["correct"] for row in poll.distribution(asked, ["a"])] == [None, None]


def test_a_slide_is_not_answered():
    slide, asked = TYPES[Kind.SLIDE], thaw(question("slide"))
    assert (slide.answered, slide.scored, slide.key(asked), slide.distribution(asked, [])) == (False, False, None, [])
    assert slide.judge(asked, None) == Judgement(correct=None, share=0.0)
    with pytest.raises(BadAnswer):
        slide.parse(asked, "a")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"prompt": "  "}, ["prompt prompt_empty"]),
        ({"prompt": "", "media": {"url": "/x"}}, []),
        ({"seconds": 4}, ["seconds seconds_out_of_range"]),
        ({"seconds": 601}, ["seconds seconds_out_of_range"]),
        ({"points": 2001}, ["points points_out_of_range"]),
        ({"points": 0, "seconds": 5}, []),
    ],
)
def test_what_every_kind_asks_for(fields, expected):
    problems = problems_of(thaw(question("single", **fields)))
    assert [f"{one.field} {one.code}" for one in problems] == expected
    assert all(one.detail % one.values for one in problems)
