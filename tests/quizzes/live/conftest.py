"""A game in its middle, for tests of its verbs."""

import pytest

from quizzes.live.engine import Phase
from tests.factories import quizzes as make
from tests.quizzes.live.board import NOW


@pytest.fixture
def four(teacher):
    """A game with question 0 open and four players, of whom the first two have a past."""
    game = make.make_game(
        teacher,
        [make.question(), make.question()],
        phase=Phase.QUESTION,
        index=0,
        opens_at=NOW,
        closes_at=NOW + 20_000,
        revision=1,
    )
    ada = make.make_player(game, "Ada", score=1000, rank=1, streak=1, best_streak=1, right_count=1)
    bo = make.make_player(game, "Bo", score=900, rank=2, streak=5, best_streak=5, right_count=5)
    make.make_player(game, "Cy")
    di = make.make_player(game, "Di", score=400, rank=3)
    make.make_answer(ada, "b", correct=False, points=0)
    make.make_answer(bo, "a", correct=True, points=800)
    make.make_answer(di, "a", correct=True, points=600)
    return game
