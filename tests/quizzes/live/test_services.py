"""What can be done to a game: exact scores, bonuses and ranks; PINs; kicks; the net under the timers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lib.errors import Conflict, WrongState
from lib.models import ServerProcess
from quizzes.library.errors import QuizIncomplete
from quizzes.live import services, tokens
from quizzes.live.engine import Command, Phase
from quizzes.live.errors import GameNotFound, NotJoined
from quizzes.models import Answer, Game, Quiz, QuizVersion, Seat
from tests.factories import quizzes as make
from tests.quizzes.live.board import NOW, board, command

pytestmark = pytest.mark.django_db

# Opening ----------------------------------------------------------------------------------------------------------


def test_open_game_freezes_the_quiz_and_keeps_only_the_tokens_digest(teacher):
    quiz = make.make_quiz(teacher, "single", "numeric", title="Sums")

    game, token = services.open_game(owner=teacher, quiz=quiz, mode="accuracy", settings={"reading_seconds": 3})

    quiz.questions.all().delete()
    row = Game.objects.get()
    assert (row, row.owner, row.quiz, row.mode, row.settings) == (game, teacher, quiz, "accuracy", {"reading_seconds": 3})
    assert (row.phase, row.index, row.revision, row.is_locked) == ("lobby", -1, 0, False)
    assert [question["kind"] for question in row.version.questions] == ["single", "numeric"]
    assert len(row.pin) == 6
    assert row.pin.isdecimal()
    assert token not in str(vars(row))
    assert tokens.is_host_token(token, row.host_token_hash)


def test_the_same_content_is_one_version_and_an_edit_is_another(teacher):
    quiz = make.make_quiz(teacher)
    first, _ = services.open_game(owner=teacher, quiz=quiz)
    second, _ = services.open_game(owner=teacher, quiz=quiz)
    quiz.questions.update(prompt="Another question?")
    third, _ = services.open_game(owner=teacher, quiz=quiz)

    assert first.version == second.version != third.version
    assert QuizVersion.objects.count() == 2
    assert first.version.questions[0]["prompt"] != third.version.questions[0]["prompt"]


def test_a_quiz_that_cannot_be_played_opens_no_game(teacher):
    quiz = make.make_quiz(teacher)
    quiz.questions.update(prompt="")

    with pytest.raises(QuizIncomplete):
        services.open_game(owner=teacher, quiz=quiz)
    with pytest.raises(QuizIncomplete):
        services.open_game(owner=teacher, quiz=Quiz.objects.create(owner=teacher, title="Empty"))
    assert Game.objects.count() == 0


def test_a_pin_belongs_to_one_running_game_and_is_free_after_it(teacher):
    make.make_game(teacher, pin="123456")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_game(teacher, pin="123456")
    Game.objects.update(phase=Phase.FINISHED, finished_at=timezone.now())
    make.make_game(teacher, pin="123456")


def test_open_game_tries_another_pin_when_one_is_taken(teacher, monkeypatch):
    make.make_game(teacher, pin="100007")
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))

    game, _ = services.open_game(owner=teacher, quiz=make.make_quiz(teacher))

    assert game.pin == "100008"


def test_open_game_gives_up_when_every_pin_is_taken(teacher, monkeypatch):
    make.make_game(teacher, pin="100007")
    monkeypatch.setattr("secrets.randbelow", lambda _: 7)

    with pytest.raises(Conflict):
        services.open_game(owner=teacher, quiz=make.make_quiz(teacher))


# Commands ---------------------------------------------------------------------------------------------------------


def test_a_game_from_the_lobby_to_the_end_as_its_row_says(teacher):
    game = make.make_game(teacher, [make.question(), make.question(seconds=10)], settings={"reading_seconds": 3})
    seen = []
    for name, now in [
        ("start", NOW),
        ("expire", NOW + 23_000),
        ("next", NOW + 30_000),
        ("close", NOW + 31_000),
        ("next", NOW + 40_000),
    ]:
        command(game, name, now)
        game.refresh_from_db()
        seen.append((game.phase, game.index, game.opens_at, game.closes_at, game.revision, game.finished_at is not None))

    assert seen == [
        ("question", 0, NOW + 3_000, NOW + 23_000, 1, False),
        ("reveal", 0, NOW + 3_000, NOW + 23_000, 2, False),
        ("question", 1, NOW + 33_000, NOW + 43_000, 3, False),
        ("reveal", 1, NOW + 33_000, NOW + 43_000, 4, False),
        ("finished", 1, NOW + 33_000, NOW + 43_000, 5, True),
    ]


def test_a_refused_command_changes_nothing(teacher):
    game = make.make_game(teacher)
    before = Game.objects.filter(pk=game.pk).values().get()

    with pytest.raises(WrongState):
        command(game, "next")

    assert Game.objects.filter(pk=game.pk).values().get() == before


@pytest.mark.parametrize("game_id", ["7d444840-9dc0-11d1-b245-5ffdce74fad2", "no uuid", "", None, 7])
def test_a_game_that_is_not_there_is_not_found(game_id):
    with pytest.raises(GameNotFound):
        services.command_game(game_id=game_id, command=Command.START)


def test_a_pause_shifts_the_deadline_by_its_length(teacher):
    game = make.make_game(teacher)
    command(game, "start", NOW)
    command(game, "pause", NOW + 5_000)
    state = command(game, "resume", NOW + 65_000)

    assert (state.opens_at, state.closes_at) == (NOW + 60_000, NOW + 80_000)
    with pytest.raises(WrongState):
        command(game, "expire", NOW + 79_999)
    assert command(game, "expire", NOW + 80_000).phase is Phase.REVEAL


# Counting ---------------------------------------------------------------------------------------------------------


def test_closing_counts_points_bonuses_streaks_and_ranks(four):
    command(four, "close", NOW + 5_000)

    assert board(four) == [
        ("Ada", 1000, 2, 1, 0, 1, 1),
        ("Bo", 2200, 1, 2, 6, 6, 6),
        ("Cy", 0, 4, 0, 0, 0, 0),
        ("Di", 1000, 2, 3, 1, 1, 1),
    ]
    bonuses = Answer.objects.order_by("player__number").values_list("player__nickname", "points", "streak_bonus")
    assert list(bonuses) == [("Ada", 0, 0), ("Bo", 800, 500), ("Di", 600, 0)]


@pytest.mark.parametrize(("name", "later"), [("close", 1), ("end", 1), ("expire", 20_000), ("all_answered", 1)])
def test_every_way_a_question_ends_counts_it_once(four, name, later):
    command(four, name, NOW + later)

    assert [row[1] for row in board(four)] == [1000, 2200, 0, 1000]
    if name != "end":
        command(four, "end", NOW + 21_000)
        assert [row[1] for row in board(four)] == [1000, 2200, 0, 1000]


@pytest.mark.parametrize("row", [{"mode": "accuracy"}, {"settings": {"streaks": False}}])
def test_no_streak_bonus_in_the_calm_mode_or_when_it_is_off(four, row):
    Game.objects.update(**row)
    command(four, "close")

    assert [entry[1] for entry in board(four)] == [1000, 1700, 0, 1000]
    assert set(Answer.objects.values_list("streak_bonus", flat=True)) == {0}


def test_a_kicked_player_takes_no_rank(four):
    services.kick_player(game_id=four.pk, uid=four.players.get(nickname="Bo").uid)
    command(four, "close")

    assert [(row[0], row[1], row[2]) for row in board(four) if row[0] != "Bo"] == [
        ("Ada", 1000, 1),
        ("Cy", 0, 3),
        ("Di", 1000, 1),
    ]


def test_a_poll_changes_no_score_and_no_streak(teacher):
    game = make.make_game(teacher, [make.question("poll")])
    player = make.make_player(game, score=300, rank=1, streak=2, best_streak=2, right_count=2)
    command(game, "start")
    make.make_answer(player, "a", correct=None, points=0)
    command(game, "close")

    assert board(game) == [("Noor", 300, 1, 1, 2, 2, 2)]


def test_shown_scores_are_the_sum_of_the_stored_answers(teacher):
    game = make.make_game(teacher, [make.question() for _ in range(6)])
    players = [make.make_player(game, name) for name in ("Ada", "Bo", "Cy")]
    for index in range(6):
        command(game, "next" if index else "start", NOW)
        for number, player in enumerate(players):
            if (index + number) % 3:
                right = bool((index + 2 * number) % 4)
                make.make_answer(player, "a", question_index=index, correct=right, points=(700 + index) * right)
        command(game, "close", NOW)

    for player in players:
        player.refresh_from_db()
        assert player.score == sum(a.points + a.streak_bonus for a in player.answers.all()) > 0


# Kicks ------------------------------------------------------------------------------------------------------------


def test_a_kick_is_for_this_game_and_noted_once(teacher):
    game, other = make.make_game(teacher), make.make_game(teacher)
    player, elsewhere = make.make_player(game), make.make_player(other)

    services.kick_player(game_id=game.pk, uid=player.uid)
    player.refresh_from_db()
    first = player.kicked_at
    services.kick_player(game_id=game.pk, uid=player.uid)
    player.refresh_from_db()
    assert first is not None
    assert player.kicked_at == first

    for uid in (elsewhere.uid, "nobody", ""):
        with pytest.raises(NotJoined):
            services.kick_player(game_id=game.pk, uid=uid)
    elsewhere.refresh_from_db()
    assert elsewhere.kicked_at is None


# The net ----------------------------------------------------------------------------------------------------------


def test_the_net_closes_what_is_overdue_and_nothing_else(teacher, settings):
    def game(**row):
        return make.make_game(
            teacher, **{"phase": Phase.QUESTION, "index": 0, "opens_at": NOW, "closes_at": NOW + 20_000, **row}
        )

    now = NOW + 20_000 + settings.CLOSING_GRACE_MS
    overdue = game()
    others = [
        game(closes_at=NOW + 20_001),
        game(paused_at=NOW + 1),
        game(phase=Phase.REVEAL),
        game(phase=Phase.FINISHED),
        game(phase=Phase.LOBBY, index=-1, opens_at=None, closes_at=None),
    ]
    before = [Game.objects.filter(pk=one.pk).values().get() for one in others]

    assert services.close_due_games(now=now) == 1
    assert services.close_due_games(now=now) == 0

    overdue.refresh_from_db()
    assert (overdue.phase, overdue.revision) == ("reveal", 1)
    assert [Game.objects.filter(pk=one.pk).values().get() for one in others] == before


def test_games_that_nobody_touches_end_and_free_their_pins(teacher):
    long_ago = timezone.now() - timedelta(days=2)
    stale = make.make_game(teacher, pin="123456", touched_at=long_ago)
    make.make_game(teacher, touched_at=long_ago, phase=Phase.FINISHED, finished_at=long_ago)
    fresh = make.make_game(teacher)

    assert services.end_stale_games(before=timezone.now() - timedelta(days=1)) == 1

    make.make_game(teacher, pin="123456")
    stale.refresh_from_db()
    fresh.refresh_from_db()
    assert (stale.phase, stale.finished_at is not None, fresh.phase) == ("finished", True, "lobby")


def test_seats_at_dead_processes_are_freed(teacher):
    now = timezone.now()
    ServerProcess.objects.create(id="alive", host="here", pid=1, seen_at=now)
    ServerProcess.objects.create(id="dead", host="here", pid=2, seen_at=now - timedelta(minutes=1))
    player = make.make_player(make.make_game(teacher))
    for process in ("alive", "dead", "forgotten"):
        Seat.objects.create(player=player, process=process)

    assert services.free_dead_seats(now=now) == 2
    assert list(Seat.objects.values_list("process", flat=True)) == ["alive"]


def test_close_if_all_answered_closes_once_and_only_when_all_have(four):
    ServerProcess.objects.create(id="alive", host="here", pid=1)
    for player in four.players.all():
        Seat.objects.create(player=player, process="alive")

    assert services.close_if_all_answered(game_id=four.pk, index=0) is False
    Seat.objects.filter(player__nickname="Cy").delete()
    assert services.close_if_all_answered(game_id=four.pk, index=0) is True
    assert services.close_if_all_answered(game_id=four.pk, index=0) is False
    four.refresh_from_db()
    assert (four.phase, four.revision) == ("reveal", 2)


def test_close_if_all_answered_leaves_the_question_after_alone(four):
    """A process that saw all answers to a question may come to close it when the host has opened the next one."""
    ServerProcess.objects.create(id="alive", host="here", pid=1)
    for player in four.players.exclude(nickname="Cy"):
        Seat.objects.create(player=player, process="alive")
    command(four, "close")
    command(four, "next")

    assert services.close_if_all_answered(game_id=four.pk, index=0) is False
    four.refresh_from_db()
    assert (four.phase, four.index) == ("question", 1)
