"""Results against the rules: recomputed from stored answers they are what is shown, in a fixed number of queries."""

import random

import pytest

from lib.errors import DomainError
from quizzes.library.question_types import type_of
from quizzes.live import frames, intake, judging, queries, scoring, services
from quizzes.live.engine import Command
from quizzes.live.errors import NotJoined
from quizzes.live.results import results_of
from quizzes.models import Answer, Game
from tests.factories import quizzes as make

pytestmark = pytest.mark.django_db

NOW = 1_000_000
KINDS = ("single", "true_false", "multiple", "numeric", "text", "poll", "slide", "single", "multiple", "numeric")


def play_question(game, answers, *, close=True):
    """Open the next question, store `{player: (answer, milliseconds)}` as a socket would, and close it."""
    first = Game.objects.get(pk=game.pk).phase == "lobby"
    state = services.command_game(game_id=game.pk, command=Command.START if first else Command.NEXT, now=NOW)
    about = frames.About(str(game.pk), game.pin, game.mode, game.settings, "", queries.content_of(game))
    requests = [
        judging.judge(about, state, player.pk, state.index, answer, NOW + milliseconds)
        for player, (answer, milliseconds) in answers.items()
    ]
    assert not [one for one in intake.store_answers(requests) if isinstance(one, DomainError)]
    if close:
        services.command_game(game_id=game.pk, command=Command.CLOSE, now=NOW + 20_000)


def play_all(game, players, rng):
    """Every question of the game, with answers right, wrong and missing."""
    for question in queries.content_of(game).questions:
        answers = {}
        for player in players:
            if type_of(question.kind).answered and rng.random() < 0.9:
                choose = make.right_answer if rng.random() < 0.6 else make.wrong_answer
                answers[player] = (choose(question.kind), rng.randrange(20_000))
        play_question(game, answers)
    services.command_game(game_id=game.pk, command=Command.NEXT, now=NOW)


def recomputed(game):
    """Points, bonuses and standings drawn up anew from nothing but each answer's content and its time."""
    standings = {pk: scoring.Standing(pk) for pk in game.players.values_list("pk", flat=True)}
    earned = {}
    for index, question in enumerate(queries.content_of(game).questions):
        kind = type_of(question.kind)
        answers = {}
        for row in Answer.objects.filter(game=game, question_index=index):
            judgement = kind.judge(question, row.answer)
            points = scoring.points_for(
                share=judgement.share,
                points=question.points,
                elapsed=row.milliseconds / 1000,
                limit=question.seconds,
                speed=game.mode == "classic",
            )
            answers[row.player_id] = scoring.Scored(judgement.correct, points)
        settled = scoring.settle(
            list(standings.values()), answers, scored=kind.scored, streaks=game.mode == "classic", worth=question.points > 0
        )
        standings = {one.player: one for one in settled.standings}
        for pk, answer in answers.items():
            earned[pk, index] = (answer.correct, answer.points, settled.bonuses.get(pk, 0))
    return standings, earned


@pytest.mark.parametrize("mode", ["classic", "accuracy"])
def test_results_are_what_the_rules_make_of_the_stored_answers(teacher, mode):
    game = make.make_game(teacher, [make.question(kind) for kind in KINDS], mode=mode, settings={"partial": True})
    players = [make.make_player(game, name) for name in ("Amina", "Ben", "Chloé", "Dao", "Emir")]
    play_all(game, players, random.Random(7))

    shown = results_of(Game.objects.get(pk=game.pk))

    standings, earned = recomputed(game)
    by_uid = {player.uid: player for player in players}
    assert len(shown.players) == len(players)
    for player in shown.players:
        standing = standings[by_uid[player.uid].pk]
        assert (player.score, player.rank) == (standing.score, standing.rank)
        assert (player.right, player.best_streak) == (standing.right, standing.best_streak)
        assert player.score == sum(one.points + one.streak_bonus for one in player.answers.values())
    given = {
        (by_uid[player.uid].pk, index): (one.correct, one.points, one.streak_bonus)
        for player in shown.players
        for index, one in player.answers.items()
    }
    assert given == earned
    assert [player.rank for player in shown.players] == sorted(player.rank for player in shown.players)


def test_questions_count_who_was_right_and_how_long_it_took(teacher):
    game = make.make_game(teacher, [make.question("single"), make.question("poll")])
    amina, ben, chloe = (make.make_player(game, name) for name in ("Amina", "Ben", "Chloé"))
    play_question(game, {amina: ("a", 1000), ben: ("b", 4000)})
    play_question(game, {chloe: ("b", 2500)})

    single, poll = results_of(Game.objects.get(pk=game.pk)).questions

    assert (single.index, single.scored, single.players, single.answered, single.right) == (0, True, 3, 2, 1)
    assert single.share == pytest.approx(1 / 3)
    assert single.middle_seconds == 2.5
    assert single.key == "a"
    assert [row["count"] for row in single.distribution] == [1, 1, 0, 0]
    assert (poll.scored, poll.share, poll.middle_seconds, poll.key) == (False, None, 2.5, None)


def test_figures_of_the_whole_game_and_hardest_first(teacher):
    game = make.make_game(teacher, [make.question("slide"), make.question("single"), make.question("single")])
    amina, ben = make.make_player(game, "Amina"), make.make_player(game, "Ben")
    play_question(game, {})
    play_question(game, {amina: ("a", 1000), ben: ("a", 3000)})
    play_question(game, {amina: ("b", 5000), ben: ("a", 7000)})

    results = results_of(Game.objects.get(pk=game.pk))

    assert results.right_share == 0.75
    assert results.middle_seconds == 4.0
    assert [one.index for one in results.hardest_first] == [2, 1, 0]
    assert [one.index for one in results.scored] == [1, 2]


def test_the_running_question_is_not_told_of(teacher):
    game = make.make_game(teacher, [make.question("single"), make.question("single")])
    player = make.make_player(game)
    play_question(game, {player: ("a", 1000)})
    play_question(game, {player: ("a", 1000)}, close=False)

    results = results_of(Game.objects.get(pk=game.pk))

    assert (results.total, [one.index for one in results.questions]) == (2, [0])
    assert list(results.players[0].answers) == [0]


def test_a_game_in_its_lobby_and_one_ended_there_have_players_and_no_questions(teacher):
    game = make.make_game(teacher)
    make.make_player(game)

    before = results_of(Game.objects.get(pk=game.pk))
    services.command_game(game_id=game.pk, command=Command.END)
    after = results_of(Game.objects.get(pk=game.pk))

    for results in (before, after):
        assert (len(results.players), results.questions, results.right_share, results.middle_seconds) == (1, [], None, None)


def test_the_kicked_are_not_in_the_results_and_leave_no_gap_in_the_ranks(teacher):
    game = make.make_game(teacher)
    amina, ben = make.make_player(game, "Amina"), make.make_player(game, "Ben")
    play_question(game, {amina: ("a", 0), ben: ("a", 10_000)})
    services.kick_player(game_id=game.pk, uid=amina.uid)

    results = results_of(Game.objects.get(pk=game.pk))

    assert [(player.nickname, player.rank) for player in results.players] == [("Ben", 1)]
    assert (results.questions[0].players, results.questions[0].answered) == (1, 1)


def test_equal_scores_share_a_rank(teacher):
    game = make.make_game(teacher)
    players = [make.make_player(game, name) for name in ("Amina", "Ben", "Chloé")]
    play_question(game, {players[0]: ("b", 0), players[1]: ("a", 5000), players[2]: ("a", 5000)})

    ranks = [(player.nickname, player.rank) for player in results_of(Game.objects.get(pk=game.pk)).players]

    assert ranks == [("Ben", 1), ("Chloé", 1), ("Amina", 3)]


def test_a_player_is_found_by_the_id_clients_know(teacher):
    game = make.make_game(teacher)
    player = make.make_player(game)
    other = make.make_player(make.make_game(teacher))
    results = results_of(game)

    assert results.player(player.uid).nickname == player.nickname
    with pytest.raises(NotJoined):
        results.player(other.uid)


@pytest.mark.parametrize("many", [1, 3])
def test_two_queries_however_many_players(teacher, many, django_assert_num_queries):
    game = make.make_game(teacher)
    players = [make.make_player(game, f"Player {number}") for number in range(many)]
    play_question(game, dict.fromkeys(players, ("a", 1000)))
    game = Game.objects.get(pk=game.pk)
    queries.content_of(game)

    with django_assert_num_queries(2):
        assert len(results_of(game).players) == many
