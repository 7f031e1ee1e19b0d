"""What arenas, pages and the API read; each at one row and at three, with the same number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lib.models import ServerProcess
from quizzes.live import queries
from quizzes.live.engine import Phase, State
from quizzes.live.errors import GameNotFound, NotJoined
from quizzes.live.queries import Given, Outcome, Place
from quizzes.models import Seat
from tests.factories import quizzes as make

pytestmark = pytest.mark.django_db

REVEAL = State(Phase.REVEAL, 0)


@pytest.fixture
def game(teacher):
    return make.make_game(teacher)


def seated(game, nickname, process="alive", **fields):
    player = make.make_player(game, nickname, **fields)
    Seat.objects.create(player=player, process=process)
    return player


@pytest.fixture
def processes():
    now = timezone.now()
    ServerProcess.objects.create(id="alive", host="here", pid=1, seen_at=now)
    ServerProcess.objects.create(id="alive-too", host="here", pid=2, seen_at=now)
    ServerProcess.objects.create(id="dead", host="here", pid=3, seen_at=now - timedelta(minutes=1))


# Fetching ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["", "12a456", "12\x00456", "\uff11\uff12\uff13\uff14\uff15\uff16", "-12345"])
def test_what_is_no_pin_is_found_nowhere_and_asks_no_database(pin, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(GameNotFound):
        queries.get_game_by_pin(pin)


def test_get_game_by_pin_prefers_the_running_one_then_the_latest(teacher):
    over = {"phase": Phase.FINISHED, "finished_at": timezone.now()}
    make.make_game(teacher, pin="111111", **over, created_at=timezone.now() - timedelta(days=2))
    latest = make.make_game(teacher, pin="111111", **over)
    assert queries.get_game_by_pin("111111") == latest
    running = make.make_game(teacher, pin="111111", created_at=timezone.now() - timedelta(days=3))
    assert queries.get_game_by_pin("111111") == running


@pytest.mark.parametrize("pin", ["", "000000", "1", "x" * 500, "١٢٣٤٥٦"])
def test_a_wrong_pin_is_not_found(game, pin):
    with pytest.raises(GameNotFound):
        queries.get_game_by_pin(pin)


def test_get_player_stays_inside_the_game(game, teacher):
    player = make.make_player(game)

    assert queries.get_player(game, player.uid) == player
    with pytest.raises(NotJoined):
        queries.get_player(make.make_game(teacher), player.uid)


def test_content_is_read_once(game, django_assert_num_queries):
    first = queries.content_of(game)
    with django_assert_num_queries(0):
        assert queries.content_of(game) is first
    assert (first.title, [question.kind for question in first.questions]) == ("Sums", ["single"])


# Who is connected -------------------------------------------------------------------------------------------------


def test_connected_are_those_with_a_seat_at_a_process_that_is_alive(game, teacher, processes):
    seated(game, "Ada")
    Seat.objects.create(player=seated(game, "Bo", "alive-too"), process="alive")
    seated(game, "Cy", "dead")
    seated(game, "Di", kicked_at=timezone.now())
    make.make_player(game, "Ed")
    seated(make.make_game(teacher), "Fay")

    assert [player.nickname for player in queries.connected_players(game.pk)] == ["Ada", "Bo"]
    assert queries.progress(game.pk, 0).connected == 2


@pytest.mark.parametrize(
    ("connected", "answered", "all_answered"),
    [
        ([], [], False),
        ([], ["Ada"], False),
        (["Ada"], [], False),
        (["Ada"], ["Ada"], True),
        (["Ada", "Bo"], ["Ada"], False),
        (["Ada", "Bo"], ["Ada", "Bo"], True),
        (["Ada"], ["Ada", "Bo"], True),
    ],
)
def test_all_connected_answered(game, processes, connected, answered, all_answered):
    players = {name: make.make_player(game, name) for name in ("Ada", "Bo", "Cy")}
    seated(game, "Kicked", kicked_at=timezone.now())
    for name in connected:
        Seat.objects.create(player=players[name], process="alive")
    for name in answered:
        make.make_answer(players[name], "a")

    assert queries.all_connected_answered(game.pk, 0) is all_answered
    assert queries.all_connected_answered(game.pk, 1) is False


def test_answers_of_the_kicked_do_not_count(game):
    make.make_answer(make.make_player(game, "Ada"), "a")
    make.make_answer(make.make_player(game, "Bo", kicked_at=timezone.now()), "a")

    assert queries.progress(game.pk, 0).answered == 1
    assert queries.progress(game.pk, 1).answered == 0


def test_kicked_players(game):
    make.make_player(game, "Ada")
    kicked = make.make_player(game, "Bo", kicked_at=timezone.now())

    assert queries.kicked_players(game.pk) == {kicked.pk}


# The outcome ------------------------------------------------------------------------------------------------------


def test_outcome_is_the_ranking_and_the_answers_of_the_last_question(game):
    ada = make.make_player(game, "Ada", score=500, rank=2, was_rank=1, streak=0, best_streak=2, right_count=2)
    bo = make.make_player(game, "Bo", score=900, rank=1, was_rank=2, streak=1, best_streak=1, right_count=1)
    gone = make.make_player(game, "Gone", score=5000, kicked_at=timezone.now())
    cy = make.make_player(game, "Cy", score=500, rank=2)
    make.make_answer(bo, "a", points=900, streak_bonus=100)
    make.make_answer(ada, "b", correct=False, points=0)
    make.make_answer(gone, "a")
    make.make_answer(cy, "a", question_index=1)

    places = [
        Place(bo.pk, bo.uid, 2, "Bo", 900, 1, 2, 1, 1, 1),
        Place(ada.pk, ada.uid, 1, "Ada", 500, 2, 1, 0, 2, 2),
        Place(cy.pk, cy.uid, 4, "Cy", 500, 2, 0, 0, 0, 0),
    ]
    given = {bo.pk: Given("a", True, 900, 100), ada.pk: Given("b", False, 0, 0)}
    assert queries.outcome(game.pk, REVEAL) == Outcome(places, given)


def test_whoever_was_put_out_leaves_no_gap_and_a_latecomer_has_a_place(game):
    make.make_player(game, "Gone", score=900, rank=1, kicked_at=timezone.now())
    make.make_player(game, "Ada", score=500, rank=2)
    make.make_player(game, "Bo", score=500, rank=2)
    make.make_player(game, "Late")

    assert [(place.nickname, place.rank) for place in queries.outcome(game.pk, REVEAL).places] == [
        ("Ada", 1),
        ("Bo", 1),
        ("Late", 3),
    ]


def test_nobody_has_a_rank_before_the_first_question_is_counted(game):
    make.make_player(game, "Ada")

    assert [place.rank for place in queries.outcome(game.pk, State()).places] == [0]


@pytest.mark.parametrize("phase", [Phase.LOBBY, Phase.QUESTION])
def test_no_answer_is_read_while_the_question_is_open(game, phase):
    make.make_answer(make.make_player(game), "a")

    assert queries.outcome(game.pk, State(phase, 0)).answers == {}


# Counts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("count", "read"),
    [
        (1, lambda game: queries.get_game_by_pin(game.pin)),
        (2, lambda game: queries.connected_players(game.pk)),
        (3, lambda game: queries.all_connected_answered(game.pk, 0)),
        (1, lambda game: queries.progress(game.pk, 0)),
        (1, lambda game: queries.kicked_players(game.pk)),
        (2, lambda game: queries.outcome(game.pk, REVEAL)),
    ],
    ids=["by pin", "connected", "all answered", "progress", "kicked", "outcome"],
)
def test_query_counts_do_not_grow_with_the_rows(game, processes, rows, count, read, django_assert_num_queries):
    for number in range(rows):
        make.make_answer(seated(game, f"Player {number}"), "a")

    with django_assert_num_queries(count):
        read(game)


@pytest.mark.parametrize("rows", [1, 3])
def test_revisions_of_many_games_are_one_query(teacher, rows, django_assert_num_queries):
    games = [make.make_game(teacher, revision=number) for number in range(rows)]

    with django_assert_num_queries(1):
        found = queries.revisions([str(one.pk) for one in games])

    assert found == {str(one.pk): number for number, one in enumerate(games)}
