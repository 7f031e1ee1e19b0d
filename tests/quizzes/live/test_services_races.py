"""Two processes at the same game in the same moment, played by threads: one wins, the other is told, nothing is lost."""

import pytest
from django.db import transaction

from lib.errors import DomainError
from quizzes.live import intake
from quizzes.live.engine import Phase
from quizzes.live.statements import NewAnswer
from quizzes.models import Answer, Player
from tests.factories import quizzes as make
from tests.quizzes.live.board import NOW, board, command
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_of_many_who_close_at_once_one_closes_and_the_answers_count_once(four):
    results = at_once(*[lambda: command(four, "close", NOW + 5_000)] * 6)

    assert sorted(str(one) for one in results).count("wrong_state") == 5
    four.refresh_from_db()
    assert (four.phase, four.revision) == ("reveal", 2)
    assert [row[1] for row in board(four)] == [1000, 2200, 0, 1000]


@pytest.mark.django_db(transaction=True)
def test_commands_that_may_follow_each_other_all_happen(teacher):
    game = make.make_game(teacher)

    results = at_once(*[lambda: command(game, "lock"), lambda: command(game, "unlock")] * 3, lambda: command(game, "start"))

    assert not [one for one in results if isinstance(one, str)]
    game.refresh_from_db()
    assert (game.phase, game.revision) == ("question", 7)


@pytest.mark.django_db(transaction=True)
def test_an_answer_races_the_close_and_is_counted_or_refused(teacher):
    for _ in range(10):
        game = make.make_game(
            teacher, [make.question()], phase=Phase.QUESTION, index=0, opens_at=NOW, closes_at=NOW + 20_000, revision=1
        )
        player = make.make_player(game)
        request = intake.AnswerRequest(
            NewAnswer(str(game.pk), player.pk, 0, "a", correct=True, points=900, milliseconds=1), NOW
        )

        def store(request=request):
            with transaction.atomic():
                return intake.store_answers([request])[0]

        refusal, _ = at_once(store, lambda game=game: command(game, "close", NOW + 5_000))

        player.refresh_from_db()
        assert player.score == (900 if refusal is None else 0)
        assert Answer.objects.filter(game=game).count() == (refusal is None)


@pytest.mark.django_db(transaction=True)
def test_twins_in_two_processes_let_in_one(teacher):
    game = make.make_game(teacher)

    def join(nickname, process):
        with transaction.atomic():
            [result] = intake.store_joins([intake.JoinRequest(str(game.pk), nickname, process)])
        return result.code if isinstance(result, DomainError) else "in"

    results = at_once(*[lambda n=n: join("Noor" if n % 2 else "N00R", f"process-{n}") for n in range(6)])

    assert sorted(results) == ["in", *["nickname_taken"] * 5]
    assert Player.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_account_joining_from_two_processes_is_one_player(teacher, student):
    game = make.make_game(teacher)

    def join(n):
        with transaction.atomic():
            [result] = intake.store_joins([intake.JoinRequest(str(game.pk), f"Noor {n}", f"process-{n}", student.pk)])
        return result.uid

    results = at_once(*[lambda n=n: join(n) for n in range(4)])

    assert len(set(results)) == 1
    assert Player.objects.count() == 1
    assert Player.objects.get().seats.count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once(teacher, settings):
    settings.MAX_PLAYERS = 3
    game = make.make_game(teacher)

    def join(n):
        with transaction.atomic():
            [result] = intake.store_joins([intake.JoinRequest(str(game.pk), f"Player {n}", "process")])
        return result.code if isinstance(result, DomainError) else "in"

    assert sorted(at_once(*[lambda n=n: join(n) for n in range(6)])) == ["full"] * 3 + ["in"] * 3
