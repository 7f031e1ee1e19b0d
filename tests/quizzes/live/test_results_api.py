"""REST of results: the contract's shape, whose it is, its files, its cost."""

import json

import pytest
from django.urls import reverse

from quizzes.live import queries
from tests.factories import quizzes as make

pytestmark = pytest.mark.django_db

QUESTION_KEYS = {
    "index", "id", "kind", "prompt", "seconds", "points", "explanation", "media", "options", "correct",
    "distribution", "answered", "right", "median_seconds",
}  # fmt: skip


def finished_game(owner, *, players=1, **question):
    """A finished game of one question that everyone answered rightly."""
    game = make.make_game(owner, [make.question("single", **question)], phase="finished", index=0)
    for number in range(players):
        player = make.make_player(game, f"Player {number + 1}", score=1000, right_count=1)
        make.make_answer(player, "a", milliseconds=1500, points=900, streak_bonus=100)
    queries.content_of(game)
    return game


def address(game, what="game-results"):
    return reverse(what, args=[game.pk])


def test_results_have_the_shape_of_the_contract(signed_in, teacher):
    game = finished_game(teacher)
    question = game.version.questions[0]

    body = signed_in(teacher).get(address(game)).json()

    assert body["players"] == [
        {
            "id": game.players.get().uid,
            "nickname": "Player 1",
            "score": 1000,
            "rank": 1,
            "right": 1,
            "best_streak": 0,
            "answers": [{"question": 0, "answer": "a", "correct": True, "points": 900, "streak_bonus": 100, "seconds": 1.5}],
        }
    ]
    (shown,) = body["questions"]
    assert set(shown) == QUESTION_KEYS
    assert (shown["index"], shown["id"], shown["kind"], shown["correct"]) == (0, question["id"], "single", "a")
    assert shown["distribution"][0] == {"option": "a", "count": 1, "correct": True}
    assert (shown["answered"], shown["right"], shown["median_seconds"]) == (1, 1, 1.5)
    assert (body["title"], body["total"]) == ("Sums", 1)


def test_players_come_by_rank(signed_in, teacher):
    game = finished_game(teacher, players=3)
    game.players.filter(number=2).update(score=2000)
    game.players.filter(number=3).update(score=1000)

    players = signed_in(teacher).get(address(game)).json()["players"]

    assert [(player["nickname"], player["rank"]) for player in players] == [("Player 2", 1), ("Player 1", 2), ("Player 3", 2)]


@pytest.mark.parametrize("what", ["game-results", "game-results-export"])
def test_results_are_the_owners_and_nobody_elses(signed_in, client, teacher, outsider, student, admin, what):
    game = finished_game(teacher)

    assert signed_in(teacher).get(address(game, what)).status_code == 200
    for other in (outsider, student, admin):
        answer = signed_in(other).get(address(game, what))
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")
        assert "Player 1" not in answer.content.decode()
    assert client.get(address(game, what)).status_code == 401


@pytest.mark.parametrize("game_id", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_no_such_game_is_404(signed_in, teacher, game_id):
    assert signed_in(teacher).get(f"/api/v1/games/{game_id}/results/").status_code == 404


def test_export_as_json_is_the_same_as_the_results(signed_in, teacher):
    game = finished_game(teacher)

    answer = signed_in(teacher).get(address(game, "game-results-export"), {"format": "json"})

    assert answer["Content-Disposition"] == f'attachment; filename="results-{game.pin}.json"'
    assert json.loads(answer.content) == signed_in(teacher).get(address(game)).json()


@pytest.mark.parametrize("query", [{}, {"format": "csv"}])
def test_export_as_csv(signed_in, teacher, query):
    game = finished_game(teacher)

    answer = signed_in(teacher).get(address(game, "game-results-export"), query)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbfRank,Nickname,Score,Right,")


@pytest.mark.parametrize("wanted", ["xlsx", "pdf", ""])
def test_export_in_another_format_is_refused(signed_in, teacher, wanted):
    game = finished_game(teacher)

    answer = signed_in(teacher).get(address(game, "game-results-export"), {"format": wanted})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["attr"]) == (400, "unknown_format", "format")


@pytest.mark.parametrize("many", [1, 3])
def test_five_queries_however_many_players(signed_in, teacher, many, django_assert_num_queries):
    game = finished_game(teacher, players=many)
    client = signed_in(teacher)
    client.get(address(game))  # the first request of a session also notes when its user was seen

    # The session, its user, the game, its players, their answers.
    with django_assert_num_queries(5):
        assert len(client.get(address(game)).json()["players"]) == many
