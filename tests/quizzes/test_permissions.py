"""Who may do what with quizzes and games, by every route. The owner is a teacher; the outsider is another."""

import pytest

from quizzes.live import tokens
from tests.factories import quizzes as make
from tests.permissions import Cast, Route, cases, check, check_extras, writing

pytestmark = pytest.mark.django_db

PRIVATE, PUBLIC, UNLISTED = ({"quiz_id": f"${name}"} for name in ("private", "public", "unlisted"))
GAME = {"game_id": "$game"}
NEW = {"title": "New", "questions": []}

#                                                  nobody student outsider owner admin [classmate]
PAGES = [
    Route("library:list", "get", "302 200 200 200 200"),
    Route("library:create", "post", "302 302 302 302 302"),
    Route("library:detail", "get", "404 404 404 200 404", PRIVATE),
    Route("library:detail", "get", "200 200 200 200 200", UNLISTED),
    Route("library:detail", "get", "200 200 200 200 200", PUBLIC),
    Route("library:edit", "get", "302 404 404 200 404", PRIVATE),
    Route("library:edit", "get", "302 404 404 200 404", PUBLIC),
    Route("library:delete", "get", "302 404 404 200 404", PRIVATE),
    Route("library:delete", "post", "302 404 404 302 404", PRIVATE),
    Route("library:delete", "post", "302 404 404 302 404", PUBLIC),
    Route("library:copy", "post", "302 404 404 302 404", PRIVATE),
    Route("library:copy", "post", "302 302 302 302 302", PUBLIC),
    Route("live:host-settings", "get", "302 404 404 200 404", PRIVATE),
    Route("live:host-settings", "get", "302 200 200 200 200", PUBLIC),
    Route(
        "live:host-settings",
        "post",
        "302 404 404 302 404",
        PRIVATE,
        {"mode": "classic", "reading_seconds": 0, "time_factor": 1},
    ),
    Route("live:host", "get", "302 404 404 200 404", GAME),
    Route("live:games", "get", "302 200 200 200 200"),
    Route("live:results", "get", "302 404 404 200 404", GAME),
    Route("live:results-csv", "get", "302 404 404 200 404", GAME),
    Route("live:player-results", "get", "302 404 404 200 404", {**GAME, "uid": "$player"}),
    Route("live:player-results", "get", "302 404 404 404 404", {**GAME, "uid": "nobody"}),
    Route("live:join", "get", "200 200 200 200 200"),
    Route("live:play", "get", "200 200 200 200 200", {"pin": "$pin"}),
    Route("live:play", "get", "404 404 404 404 404", {"pin": "000000"}),
]
API = [
    Route("quiz-list", "get", "200 200 200 200 200"),
    Route("quiz-list", "post", "401 201 201 201 201", body=NEW),
    Route("quiz-detail", "get", "404 404 404 200 404", PRIVATE),
    Route("quiz-detail", "get", "200 200 200 200 200", UNLISTED),
    Route("quiz-detail", "get", "200 200 200 200 200", PUBLIC),
    Route("quiz-detail", "put", "401 404 404 200 404", PUBLIC, NEW),
    Route("quiz-detail", "patch", "401 404 404 200 404", PRIVATE, {"title": "New"}),
    Route("quiz-detail", "patch", "401 404 404 200 404", PUBLIC, {"title": "New"}),
    Route("quiz-detail", "delete", "401 404 404 204 404", PRIVATE),
    Route("quiz-detail", "delete", "401 404 404 204 404", PUBLIC),
    Route("quiz-copy", "post", "401 404 404 201 404", PRIVATE),
    Route("quiz-copy", "post", "401 201 201 201 201", PUBLIC),
    Route("game-list", "get", "401 200 200 200 200"),
    Route("game-list", "post", "401 404 404 201 404", body={"quiz": "$private"}),
    Route("game-list", "post", "401 201 201 201 201", body={"quiz": "$public"}),
    Route("game-detail", "get", "401 404 404 200 404", GAME),
    Route("game-by-pin", "get", "200 200 200 200 200", {"pin": "$pin"}),
    Route("game-by-pin", "get", "404 404 404 404 404", {"pin": "000000"}),
    Route("game-command", "post", "401 404 404 200 404", {**GAME, "command": "start"}),
    Route("game-command", "post", "401 404 404 200 404", {**GAME, "command": "end"}),
    Route("game-kick", "post", "401 404 404 204 404", GAME, {"player": "$player"}),
    Route("game-results", "get", "401 404 404 200 404", GAME),
    Route("game-results-export", "get", "401 404 404 200 404", GAME, query="?format=csv"),
]
MATRIX = [*PAGES, *API]


@pytest.fixture
def world(teacher):
    private, public, unlisted = (make.make_quiz(teacher, visibility=one) for one in ("private", "public", "unlisted"))
    game = make.make_game(teacher, host_token_hash=tokens.digest("x"))
    player = make.make_player(game)
    return {
        "private": str(private.pk),
        "public": str(public.pk),
        "unlisted": str(unlisted.pk),
        "game": str(game.pk),
        "pin": game.pin,
        "player": player.uid,
    }


@pytest.mark.parametrize(("route", "role"), cases(MATRIX))
def test_every_route_answers_each_role_as_the_matrix_says(route, role, world, request, signed_in):
    check(route, role, Cast(request), world, signed_in)


@pytest.mark.parametrize(("route", "role"), writing(MATRIX))
def test_fields_nobody_asked_for_change_nothing(route, role, world, request, signed_in):
    check_extras(route, role, Cast(request), world, signed_in)
