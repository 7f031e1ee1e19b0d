"""Points by the contract's formula, streaks, ranks with ties; and that nothing is ever negative."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.live.scoring import Scored, Standing, points_for, rank_by_score, settle, streak_bonus


@pytest.mark.parametrize(
    ("elapsed", "limit", "points", "expected"),
    [
        (0, 20, 1000, 1000),
        (5, 20, 1000, 875),
        (10, 20, 1000, 750),
        (19.999, 20, 1000, 500),
        (20, 20, 1000, 500),
        (21, 20, 1000, 500),  # taken in the grace of the network: still half
        (-1, 20, 1000, 1000),
        (0.001, 20, 1000, 1000),
        (0.01, 20, 1000, 1000),  # 999.75
        (0.02, 20, 1000, 1000),  # 999.5, to the even neighbour
        (0.06, 20, 1000, 998),  # 998.5, to the even neighbour
        (0.1, 20, 1000, 998),  # 997.5, to the even neighbour
        (3, 10, 2000, 1700),
        (7, 30, 1000, 883),
        (1, 3, 1000, 833),
        (0, 20, 0, 0),
        (0, 0, 1000, 1000),
    ],
)
def test_points_for_a_right_answer_follow_the_contract(elapsed, limit, points, expected):
    assert points_for(share=1, points=points, elapsed=elapsed, limit=limit, speed=True) == expected


@pytest.mark.parametrize(
    ("share", "speed", "elapsed", "expected"),
    [
        (0, True, 0, 0),
        (0, False, 0, 0),
        (-0.5, True, 0, 0),
        (1, False, 20, 1000),
        (0.5, False, 20, 500),
        (0.5, True, 0, 500),
        (0.5, True, 20, 250),
        (1 / 3, True, 10, 250),
        (2 / 3, False, 0, 667),
    ],
)
def test_points_are_shared_out_and_speed_counts_by_mode(share, speed, elapsed, expected):
    assert points_for(share=share, points=1000, elapsed=elapsed, limit=20, speed=speed) == expected


@pytest.mark.parametrize(
    ("streak", "bonus"), [(0, 0), (1, 0), (2, 100), (3, 200), (4, 300), (5, 400), (6, 500), (7, 500), (50, 500)]
)
def test_streak_bonus_grows_by_a_hundred_up_to_five_hundred(streak, bonus):
    assert streak_bonus(streak) == bonus


@pytest.mark.parametrize(
    ("scores", "ranks"),
    [
        ([], {}),
        ([(1, 0)], {1: 1}),
        ([(1, 10), (2, 30), (3, 20)], {2: 1, 3: 2, 1: 3}),
        ([(1, 20), (2, 20), (3, 10), (4, 30)], {4: 1, 1: 2, 2: 2, 3: 4}),
        ([(1, 0), (2, 0), (3, 0)], {1: 1, 2: 1, 3: 1}),
    ],
)
def test_equal_scores_share_a_rank_and_the_next_is_skipped(scores, ranks):
    assert rank_by_score(scores) == ranks


BEFORE = [
    Standing(1, score=1000, rank=1, was_rank=0, streak=1, best_streak=1, right=1),
    Standing(2, score=900, rank=2, was_rank=0, streak=1, best_streak=3, right=4),
    Standing(3, score=0, rank=3, was_rank=0, streak=0, best_streak=0, right=0),
    Standing(4),  # has just joined
]
ANSWERS = {1: Scored(False, 0), 2: Scored(True, 800), 3: Scored(False, 250)}


def test_settle_counts_answers_streaks_and_ranks():
    after = settle(BEFORE, ANSWERS, scored=True, streaks=True)

    assert after.bonuses == {2: 100}
    assert after.standings == [
        Standing(1, score=1000, rank=2, was_rank=1, streak=0, best_streak=1, right=1),
        Standing(2, score=1800, rank=1, was_rank=2, streak=2, best_streak=3, right=5),
        Standing(3, score=250, rank=3, was_rank=3, streak=0, best_streak=0, right=0),
        Standing(4, score=0, rank=4, was_rank=0, streak=0, best_streak=0, right=0),
    ]


def test_settle_without_streaks_gives_no_bonus_but_counts_them():
    after = settle(BEFORE, ANSWERS, scored=True, streaks=False)

    assert after.bonuses == {}
    assert after.standings[1] == Standing(2, score=1700, rank=1, was_rank=2, streak=2, best_streak=3, right=5)


def test_a_question_of_no_points_keeps_the_streak_and_earns_nothing():
    after = settle(BEFORE, {2: Scored(True, 0)}, scored=True, streaks=True, worth=False)

    assert after.bonuses == {}
    assert after.standings[1] == Standing(2, score=900, rank=2, was_rank=2, streak=2, best_streak=3, right=5)


def test_no_answer_ends_a_streak():
    assert settle(BEFORE, {}, scored=True, streaks=True).standings[1] == Standing(
        2, score=900, rank=2, was_rank=2, streak=0, best_streak=3, right=4
    )


def test_a_question_that_is_not_scored_changes_no_standing():
    after = settle(BEFORE, {1: Scored(None, 0)}, scored=False, streaks=True)

    assert after.bonuses == {}
    assert [(one.score, one.rank, one.was_rank, one.streak) for one in after.standings] == [
        (1000, 1, 1, 1),
        (900, 2, 2, 1),
        (0, 3, 3, 0),
        (0, 0, 0, 0),
    ]


# Laws -------------------------------------------------------------------------------------------------------------

seconds = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.floats(0, 1), st.integers(0, 2000), seconds, st.floats(0, 1e6), st.booleans())
def test_points_are_never_negative_and_never_more_than_the_question_is_worth(share, points, elapsed, limit, speed):
    assert 0 <= points_for(share=share, points=points, elapsed=elapsed, limit=limit, speed=speed) <= points


@given(st.integers(1, 2000), st.floats(0.001, 1e6), st.floats(0, 1), st.booleans())
def test_a_right_answer_in_time_earns_at_least_half(points, limit, part, speed):
    earned = points_for(share=1, points=points, elapsed=part * limit, limit=limit, speed=speed)
    assert earned >= points / 2 - 0.5


@given(st.integers(1, 2000), st.floats(1, 1000), seconds, seconds)
def test_an_earlier_answer_is_never_worth_less(points, limit, one, other):
    early, late = sorted([one, other])
    earned = [points_for(share=1, points=points, elapsed=at, limit=limit, speed=True) for at in (early, late)]
    assert earned[0] >= earned[1]


games = st.lists(
    st.dictionaries(st.integers(1, 5), st.builds(Scored, st.sampled_from([True, False]), st.integers(0, 2000)), max_size=5),
    max_size=8,
)


@given(games, st.booleans())
def test_over_a_whole_game_scores_only_grow_and_are_the_sum_of_what_was_told(game, streaks):
    standings = [Standing(player) for player in range(1, 6)]
    told = dict.fromkeys(range(1, 6), 0)
    for answers in game:
        after = settle(standings, answers, scored=True, streaks=streaks)
        for before, now in zip(standings, after.standings, strict=True):
            told[now.player] += (answers[now.player].points if now.player in answers else 0) + after.bonuses.get(now.player, 0)
            assert now.score == told[now.player] >= before.score >= 0
            assert now.was_rank == before.rank
            assert 0 <= now.streak <= now.best_streak
        assert sorted(one.rank for one in after.standings)[0] == 1
        standings = after.standings
