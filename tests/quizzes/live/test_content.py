"""A game's questions as they are played: the same in every process, and a public view that gives nothing away."""

import json

import pytest

from quizzes.library.question_types.kinds import Kind
from quizzes.live import content
from quizzes.live.engine import Plan, Slot
from tests.factories import quizzes as make

STORED = [make.question(kind, id=f"{kind}-{number}") for number, kind in enumerate([*make.KINDS, *make.KINDS])]
SEED = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
FIXED_ORDER = ["numeric-3", "text-4", "single-0", "true_false-1", "poll-5", "multiple-2", "slide-6"]
FIXED_OPTIONS = ["c", "d", "b", "a"]


def ids(questions):
    return [question.id for question in questions]


def test_without_settings_the_order_is_the_authors():
    questions = content.questions_of(STORED, {}, SEED)

    assert ids(questions) == [stored["id"] for stored in STORED]
    assert [list(question.options) for question in questions] == [stored["options"] for stored in STORED]


def test_shuffles_are_the_same_each_time_and_depend_on_the_game():
    settings = {"shuffle_questions": True, "shuffle_options": True}
    here, there = (content.questions_of(STORED, settings, SEED) for _ in range(2))
    elsewhere = content.questions_of(STORED, settings, SEED.replace("7", "8"))

    assert here == there
    assert ids(here) != ids(elsewhere)
    assert sorted(ids(here)) == sorted(ids(elsewhere)) == sorted(stored["id"] for stored in STORED)


def test_shuffled_order_is_fixed_for_ever():
    """A game that runs while the server is updated keeps its order: these values may not change."""
    questions = content.questions_of(STORED[:7], {"shuffle_questions": True, "shuffle_options": True}, SEED)

    assert ids(questions) == FIXED_ORDER
    single = next(question for question in questions if question.kind is Kind.SINGLE)
    assert [option["id"] for option in single.options] == FIXED_OPTIONS


@pytest.mark.parametrize("kind", list(make.KINDS))
def test_shuffled_options_are_the_same_options(kind):
    stored = [make.question(kind, id=f"{kind}-{number}") for number in range(20)]
    shuffled = content.questions_of(stored, {"shuffle_options": True}, SEED)

    for before, after in zip(stored, shuffled, strict=True):
        assert sorted(before["options"], key=str) == sorted(after.options, key=str)
    orders = {tuple(option["id"] for option in question.options) for question in shuffled}
    assert (len(orders) > 1) is (kind in {"single", "multiple", "poll"})


@pytest.mark.parametrize(("factor", "seconds"), [(1, 20), (1.5, 30), (2, 40), ("2", 40)])
def test_time_factor_stretches_every_question(factor, seconds):
    [question] = content.questions_of([make.question(seconds=20)], {"time_factor": factor}, SEED)

    assert question.seconds == seconds


def test_partial_credit_of_the_game_is_a_default_of_the_question():
    stored = [make.question("multiple"), make.question("multiple", settings={"partial": False})]

    assert [q.settings.get("partial") for q in content.questions_of(stored, {"partial": True}, SEED)] == [True, False]
    assert [q.settings.get("partial") for q in content.questions_of(stored, {}, SEED)] == [None, False]


def test_plan_knows_how_long_and_whether_anybody_answers():
    questions = content.questions_of([make.question(seconds=20), make.question("slide", seconds=5)], {}, SEED)

    assert content.plan_of(questions, {}) == Plan([Slot(20_000), Slot(5_000, answered=False)], reading=0)
    assert content.plan_of(questions, {"reading_seconds": 5}).reading == 5_000


@pytest.mark.parametrize("kind", list(make.KINDS))
def test_public_view_is_the_same_whatever_the_key_is(kind):
    stored = make.question(kind, id="one", explanation="It is known.")
    [question] = content.questions_of([stored], {}, SEED)
    [other] = content.questions_of([{**stored, **make.other_key(kind)}], {}, SEED)
    view = content.public_view(question)

    assert view == content.public_view(other)
    assert set(view) == {"id", "kind", "prompt", "media", "seconds", "points", "options", "settings"}
    assert all(set(option) <= {"id", "text", "media"} for option in view["options"])
    text = json.dumps(view)
    for secret in ("correct", "It is known", "accepted", "Ångström", "tolerance", '"value"', "typos", "partial"):
        assert secret not in text


def test_public_view_shows_what_a_screen_needs():
    [question] = content.questions_of([make.question("numeric", id="one", prompt="How far?", points=2000)], {}, SEED)

    assert content.public_view(question) == {
        "id": "one",
        "kind": "numeric",
        "prompt": "How far?",
        "media": None,
        "seconds": 20,
        "points": 2000,
        "options": [],
        "settings": {"min": 0, "max": 100, "step": 1, "unit": "km"},
    }
