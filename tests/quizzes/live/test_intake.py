"""Joins, rejoins, answers and seats in batches, on the database: what each item of a batch is told, and what is stored."""

from dataclasses import replace
from itertools import count

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lib.errors import DomainError
from quizzes.live import intake, tokens
from quizzes.live.engine import Phase
from quizzes.live.intake import Admission, AnswerRequest, JoinRequest, RejoinRequest, SeatChange
from quizzes.live.statements import NewAnswer
from quizzes.models import Answer, Player, Seat
from tests.factories import quizzes as make
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

HERE, THERE = "process-1", "process-2"
OPENED = 1_000_000
OPEN = {"phase": Phase.QUESTION, "index": 0, "opens_at": OPENED, "closes_at": OPENED + 20_000}


@pytest.fixture
def game(teacher):
    return make.make_game(teacher, [make.question(), make.question()])


def join(game, *nicknames, **fields):
    return intake.store_joins([JoinRequest(str(game.pk), nickname, HERE, **fields) for nickname in nicknames])


def told(results):
    """The nickname of those who are in, the code of those who are not."""
    return [one.code if isinstance(one, DomainError) else one.nickname for one in results]


# Joins ------------------------------------------------------------------------------------------------------------


def test_join_gives_a_seat_and_what_the_snapshot_needs(game):
    [admission] = join(game, " Noor ")

    player = Player.objects.get()
    assert admission == Admission(
        player_id=player.pk,
        uid=player.uid,
        number=1,
        nickname="Noor",
        came_back=False,
        score=0,
        rank=0,
        streak=0,
        best_streak=0,
        right=0,
        index=-1,
        answered=False,
        answer=None,
    )
    assert (player.game, player.user, player.nickname, player.nickname_key) == (game, None, "Noor", "noor")
    assert list(Seat.objects.values_list("player", "process")) == [(player.pk, HERE)]


def test_players_of_a_batch_are_numbered_in_the_order_they_came(game):
    join(game, "Ada")
    join(game, "Noor", "Bo", "Cy")

    assert list(game.players.values_list("nickname", "number")) == [("Ada", 1), ("Noor", 2), ("Bo", 3), ("Cy", 4)]


def test_twins_in_one_batch_let_in_the_first(game):
    assert told(join(game, "Noor", "noor", "N00R", "Nоor", "Bo")) == ["Noor", *["nickname_taken"] * 3, "Bo"]
    assert told(join(game, "NOOR")) == ["nickname_taken"]
    assert list(game.players.values_list("nickname", flat=True)) == ["Noor", "Bo"]


def test_the_same_nickname_in_two_games_is_two_players(game, teacher):
    other = make.make_game(teacher)
    items = [JoinRequest(str(one.pk), "Noor", HERE) for one in (game, other, game)]

    assert told(intake.store_joins(items)) == ["Noor", "Noor", "nickname_taken"]
    assert game.players.count() == other.players.count() == 1


def test_bad_nicknames_cost_only_their_own_items(game):
    assert told(join(game, "", "\u202eNoor", "\u200b", "x" * 10_000, "Noor")) == [*["nickname_invalid"] * 4, "Noor"]


def test_a_full_game_counts_within_the_batch_and_leaves_out_the_kicked(game, settings):
    settings.MAX_PLAYERS = 2
    make.make_player(game, "Gone", kicked_at=timezone.now())

    assert told(join(game, "Ada", "Bo", "Cy")) == ["Ada", "Bo", "full"]
    assert told(join(game, "Di")) == ["full"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"is_locked": True}, "locked"),
        ({**OPEN, "is_locked": True}, "locked"),
        ({**OPEN, "settings": {"latecomers": False}}, "locked"),
        ({"phase": Phase.REVEAL, "index": 0, "settings": {"latecomers": False}}, "locked"),
        ({"phase": Phase.FINISHED, "index": 0}, "not_found"),
    ],
)
def test_doors_that_are_shut(teacher, row, code):
    assert told(join(make.make_game(teacher, **row), "Noor")) == [code]
    assert Player.objects.count() == 0


@pytest.mark.parametrize("row", [OPEN, {**OPEN, "settings": {"latecomers": True}}, {"settings": {"latecomers": False}}])
def test_latecomers_come_in_unless_the_game_says_no(teacher, row):
    assert told(join(make.make_game(teacher, **row), "Noor")) == ["Noor"]


def test_a_game_that_is_gone_is_not_found():
    assert told(intake.store_joins([JoinRequest("7d444840-9dc0-11d1-b245-5ffdce74fad2", "Noor", HERE)])) == ["not_found"]


def test_an_account_joining_again_is_its_rejoin(game, student):
    [first] = join(game, "Noor", user_id=student.pk)
    [second] = join(game, "Somebody else", user_id=student.pk)

    assert (second.player_id, second.nickname, second.came_back) == (first.player_id, "Noor", True)
    assert list(game.players.values_list("user", flat=True)) == [student.pk]


def test_an_account_twice_in_one_batch_is_one_player(game, student):
    results = join(game, "Noor", "Bo", user_id=student.pk)

    assert told(results) == ["Noor", "Noor"]
    assert results[0].player_id == results[1].player_id is not None
    assert game.players.count() == 1
    assert Seat.objects.count() == 1


def test_an_account_comes_back_into_a_locked_and_even_a_finished_game(game, student):
    join(game, "Noor", user_id=student.pk)
    type(game).objects.update(is_locked=True, phase=Phase.FINISHED)

    assert told(join(game, "Noor", user_id=student.pk)) == ["Noor"]


def test_two_accounts_are_two_players(game, student):
    other = make_user("bo")
    items = [JoinRequest(str(game.pk), name, HERE, user.pk) for name, user in [("Noor", student), ("Bo", other)]]

    assert told(intake.store_joins(items)) == ["Noor", "Bo"]


def test_a_kick_holds_for_account_device_and_nickname(game, student):
    join(game, "Troll", user_id=student.pk, device="device-1")
    game.players.update(kicked_at=timezone.now())

    assert told(join(game, "Another", user_id=student.pk)) == ["kicked"]
    assert told(join(game, "Another", device="device-1")) == ["kicked"]
    assert told(join(game, "troll")) == ["nickname_taken"]
    assert told(join(game, "Somebody", device="device-2")) == ["Somebody"]
    assert told(join(game, "Anybody")) == ["Anybody"]


def test_a_kick_in_one_game_is_none_in_another(game, teacher, student):
    join(game, "Troll", user_id=student.pk, device="device-1")
    game.players.update(kicked_at=timezone.now())

    assert told(join(make.make_game(teacher), "Troll", user_id=student.pk, device="device-1")) == ["Troll"]


# Rejoins ----------------------------------------------------------------------------------------------------------


def rejoin(game, *given):
    return intake.store_rejoins([RejoinRequest(str(game.pk), token, THERE) for token in given])


def test_rejoin_brings_back_score_and_answer(teacher):
    game = make.make_game(teacher, **OPEN)
    player = make.make_player(game, score=700, rank=2, streak=1, best_streak=3, right_count=4)
    make.make_answer(player, "a")

    [admission] = rejoin(game, tokens.player_token(player.uid, game.pk))

    assert admission == Admission(
        player_id=player.pk,
        uid=player.uid,
        number=1,
        nickname="Noor",
        came_back=True,
        score=700,
        rank=2,
        streak=1,
        best_streak=3,
        right=4,
        index=0,
        answered=True,
        answer="a",
    )
    assert list(Seat.objects.values_list("player", "process")) == [(player.pk, THERE)]


def test_rejoin_any_number_of_times_and_twice_in_one_batch(game):
    player = make.make_player(game)
    token = tokens.player_token(player.uid, game.pk)

    for _ in range(3):
        assert told(rejoin(game, token, token)) == ["Noor", "Noor"]
    assert Seat.objects.count() == 1


def test_tokens_of_nobody_here_are_refused(game, teacher):
    here, elsewhere = make.make_player(game), make.make_player(make.make_game(teacher), "Bo")
    given = [
        "",
        "x" * 10_000,
        here.uid,
        tokens.player_token(here.uid, game.pk)[:-1],
        tokens.player_token(elsewhere.uid, elsewhere.game_id),
        tokens.player_token(elsewhere.uid, game.pk),
        tokens.player_token("nobody", game.pk),
        "ü:ü",
        "a:b:c",
        make.HOST_TOKEN,
    ]

    assert told(rejoin(game, *given)) == ["not_joined"] * len(given)
    assert Seat.objects.count() == 0


def test_a_kicked_player_does_not_come_back_by_token(game):
    player = make.make_player(game, kicked_at=timezone.now())

    assert told(rejoin(game, tokens.player_token(player.uid, game.pk))) == ["kicked"]


# Seats ------------------------------------------------------------------------------------------------------------


def test_the_last_change_of_a_seat_counts(game):
    one, two, three = (make.make_player(game, name) for name in ("Ada", "Bo", "Cy"))
    Seat.objects.create(player=one, process=HERE)
    Seat.objects.create(player=one, process=THERE)
    Seat.objects.create(player=two, process=HERE)

    changes = [
        SeatChange(one.pk, HERE, taken=False),
        SeatChange(two.pk, HERE, taken=False),
        SeatChange(two.pk, HERE, taken=True),
        SeatChange(three.pk, THERE, taken=True),
        SeatChange(three.pk, HERE, taken=True),
        SeatChange(three.pk, HERE, taken=False),
    ]
    assert intake.store_seats(changes) == [None] * 6

    assert set(Seat.objects.values_list("player", "process")) == {(one.pk, THERE), (two.pk, HERE), (three.pk, THERE)}


# Answers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def running(teacher):
    game = make.make_game(teacher, [make.question(), make.question()], **OPEN)
    return [make.make_player(game, name) for name in ("Ada", "Bo", "Cy")]


def answer(player, value="a", opens_at=OPENED, **fields):
    row = NewAnswer(str(player.game_id), player.pk, 0, value, correct=True, points=900, milliseconds=4_000)
    return AnswerRequest(replace(row, **fields), opens_at)


def codes(results):
    return [one.code if one else "stored" for one in results]


def stored():
    return list(Answer.objects.order_by("player").values_list("player__nickname", "question_index", "answer"))


def test_answers_are_stored_as_judged(running):
    ada, bo, cy = running
    values = [["a", "c"], {"text": "é"}, 42.5]
    judged = [
        answer(ada, values[0], correct=False, points=250),
        answer(bo, values[1], correct=None, points=0),
        answer(cy, values[2], milliseconds=0),
    ]

    assert codes(intake.store_answers(judged)) == ["stored"] * 3

    rows = Answer.objects.order_by("player").values_list(
        "game", "question_index", "answer", "correct", "points", "streak_bonus", "milliseconds"
    )
    assert list(rows) == [
        (ada.game_id, 0, values[0], False, 250, 0, 4_000),
        (ada.game_id, 0, values[1], None, 0, 0, 4_000),
        (ada.game_id, 0, values[2], True, 900, 0, 0),
    ]


def test_the_first_answer_counts_also_within_one_batch(running):
    ada, bo, cy = running
    intake.store_answers([answer(ada, "a")])

    results = intake.store_answers([answer(ada, "b"), answer(bo, "a"), answer(bo, "b"), answer(cy, "c")])

    assert codes(results) == ["already_answered", "stored", "already_answered", "stored"]
    assert stored() == [("Ada", 0, "a"), ("Bo", 0, "a"), ("Cy", 0, "c")]


@pytest.mark.parametrize(
    "row",
    [
        {"index": 1},
        {"opens_at": OPENED + 1_000},
        {"paused_at": OPENED + 500},
        {"phase": Phase.REVEAL},
        {"phase": Phase.FINISHED},
        {"phase": Phase.LOBBY, "index": -1, "opens_at": None},
    ],
)
def test_an_answer_to_a_question_that_moved_is_not_stored(running, row):
    game = running[0].game
    type(game).objects.update(**row)

    results = intake.store_answers([answer(player) for player in running])

    assert [type(one).__name__ for one in results] == ["QuestionMoved"] * 3
    assert stored() == []


def test_a_moved_question_of_one_game_costs_another_nothing(running, teacher):
    other = make.make_player(make.make_game(teacher, **OPEN | {"opens_at": OPENED + 1}), "Di")

    results = intake.store_answers([answer(running[0]), answer(other), answer(running[1])])

    assert codes(results) == ["stored", "conflict", "stored"]
    assert stored() == [("Ada", 0, "a"), ("Bo", 0, "a")]


def test_a_row_the_database_refuses_costs_the_others_nothing(running):
    """lib.writer halves a batch until the poisonous row stands alone; here is that the transaction stays whole for it."""
    ada, bo, cy = running
    batch = [answer(ada), answer(bo, points=-1), answer(cy)]

    def store(items):
        try:
            with transaction.atomic():
                return codes(intake.store_answers(items))
        except DatabaseError:
            if len(items) == 1:
                return ["refused"]
            middle = len(items) // 2
            return store(items[:middle]) + store(items[middle:])

    assert store(batch) == ["stored", "refused", "stored"]
    assert stored() == [("Ada", 0, "a"), ("Cy", 0, "a")]


def test_a_thousand_answers_take_two_statements(teacher, django_assert_num_queries):
    game = make.make_game(teacher, **OPEN)
    numbers = count(1)
    players = Player.objects.bulk_create(
        Player(game=game, uid=f"uid{n}", number=n, nickname=f"P{n}", nickname_key=f"p{n}")
        for n in (next(numbers) for _ in range(1_000))
    )

    with django_assert_num_queries(2):  # lock, savepoint, insert, release
        results = intake.store_answers([answer(player) for player in players])

    assert codes(results) == ["stored"] * 1_000
    assert Answer.objects.count() == 1_000
