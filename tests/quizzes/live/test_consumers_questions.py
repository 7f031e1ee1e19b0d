"""`/ws/games/{pin}/` in whole frames: the course of a question, from the start of a game to its end."""

from unittest.mock import ANY

import pytest

from lib.threads import in_thread
from quizzes.models import Game, Player
from tests.factories import quizzes as make
from tests.games import open_table, path_of, seat_player
from tests.sockets import open_socket

pytestmark = pytest.mark.django_db(transaction=True)


def error(code, detail=ANY):
    return {"type": "error", "code": code, "detail": detail}


@pytest.fixture
def game(teacher):
    return make.make_game(teacher, [make.question(id="q0", prompt="2 + 2?"), make.question("numeric", id="q1")])


QUESTION = {
    "id": "q0",
    "kind": "single",
    "prompt": "2 + 2?",
    "media": None,
    "seconds": 20,
    "points": 1000,
    "options": [{"id": one, "text": f"Option {one.upper()}"} for one in "abcd"],
    "settings": {},
}


async def test_a_question_from_start_to_reveal_in_whole_frames(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor, bo = table.players.values()
        await table.host.send("start")
        frames = await table.all_expect("question")
        times = {name: frames[0][name] for name in ("opens_at", "closes_at", "server_time")}
        assert times["closes_at"] - times["opens_at"] == 20_000
        assert frames == [{"type": "question", "index": 0, "total": 2, "question": QUESTION, **times}] * 3

        await noor.answer(0, "a")
        assert await table.host.expect("progress", answered=1) == {
            "type": "progress",
            "question": 0,
            "answered": 1,
            "players": 2,
        }
        await bo.answer(0, "b")
        answer = await in_thread(lambda: Player.objects.get(nickname="Noor").answers.get())
        assert answer.points == round(1000 * (1 - answer.milliseconds / 20_000 / 2))

        host_frame, noor_frame, bo_frame = await table.all_expect("reveal")
        shown = {
            "type": "reveal",
            "question": 0,
            "correct": "a",
            "distribution": [
                {"option": "a", "count": 1, "correct": True},
                {"option": "b", "count": 1, "correct": False},
                {"option": "c", "count": 0, "correct": False},
                {"option": "d", "count": 0, "correct": False},
            ],
            "explanation": "",
        }
        assert host_frame == {
            **shown,
            "answered": 2,
            "right": 1,
            "leaderboard": [
                {"id": noor.id, "nickname": "Noor", "score": answer.points, "rank": 1, "was_rank": 0},
                {"id": bo.id, "nickname": "Bo", "score": 0, "rank": 2, "was_rank": 0},
            ],
        }
        you = {"points": 0, "streak_bonus": 0, "score": 0, "was_rank": 0, "streak": 0, "ahead": None}
        assert noor_frame == {
            **shown,
            "you": {
                **you,
                "answer": "a",
                "correct": True,
                "points": answer.points,
                "score": answer.points,
                "rank": 1,
                "streak": 1,
            },
        }
        assert bo_frame == {
            **shown,
            "you": {**you, "answer": "b", "correct": False, "rank": 2, "ahead": {"nickname": "Noor", "score": answer.points}},
        }


async def test_it_closes_at_once_when_everyone_connected_has_answered(game):
    async with open_table(game, "Noor", "Bo", "Cy") as table:
        noor, bo, cy = table.players.values()
        await table.host.send("start")
        await table.all_expect("question")
        await noor.answer(0, "a")
        await cy.socket.hang_up()
        await bo.answer(0, "a")
        assert (await table.host.expect("reveal"))["answered"] == 2


async def test_it_closes_when_the_last_one_who_has_not_answered_leaves(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor, bo = table.players.values()
        await table.host.send("start")
        await table.all_expect("question")
        await noor.answer(0, "a")
        await bo.socket.hang_up()
        assert (await noor.expect("reveal"))["you"]["correct"] is True


async def test_it_closes_by_the_servers_clock_with_the_host_gone(teacher):
    game = await in_thread(make.make_game, teacher, [make.question(seconds=1)])
    async with open_table(game, "Noor") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        await table.host.socket.hang_up()
        await noor.expect("question")
        assert (await noor.expect("reveal"))["you"] == {
            "answer": None,
            "correct": None,
            "points": 0,
            "streak_bonus": 0,
            "score": 0,
            "rank": 1,
            "was_rank": 0,
            "streak": 0,
            "ahead": None,
        }
        await noor.send("answer", question=0, answer="a")
        assert await noor.expect("error") == error("too_late")


async def test_a_deadline_that_has_passed_takes_no_answer_even_before_it_is_closed(game, settings):
    settings.CLOSING_GRACE_MS = 60_000
    async with open_table(game, "Noor") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        await noor.expect("question")
        await in_thread(lambda: Game.objects.update(closes_at=1_000_000, revision=50))
        await noor.send("answer", question=1, answer=1)  # makes this process look at the row
        assert await noor.expect("error") == error("wrong_state")
        await noor.send("answer", question=0, answer="a")
        assert await noor.expect("error") == error("too_late")


async def test_nobody_answers_while_the_question_is_being_read(teacher):
    game = await in_thread(lambda: make.make_game(teacher, settings={"reading_seconds": 10}))
    async with open_table(game, "Noor") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        opened = await noor.expect("question")
        assert opened["opens_at"] - opened["server_time"] > 9_000
        await noor.send("answer", question=0, answer="a")
        assert await noor.expect("error") == error("wrong_state")


async def test_pause_stops_answers_and_resume_goes_on_with_the_time_that_was_left(game):
    async with open_table(game, "Noor") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        opened, _ = await table.all_expect("question")
        await table.host.send("pause")
        paused, told = await table.all_expect("paused")
        assert paused == told == {"type": "paused", "question": 0, "left": ANY}
        assert 0 < paused["left"] <= 20_000
        await noor.send("answer", question=0, answer="a")
        assert await noor.expect("error") == error("wrong_state")
        await table.host.send("resume")
        resumed, _ = await table.all_expect("resumed")
        assert resumed["closes_at"] - resumed["opens_at"] == 20_000
        assert resumed["closes_at"] >= opened["closes_at"]
        await noor.answer(0, "a")
        await noor.expect("reveal")


async def test_refused_answers_by_their_codes(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor = table.players["Noor"]

        async def refused(question, answer):
            await noor.send("answer", question=question, answer=answer)
            return (await noor.expect("error"))["code"]

        assert await refused(0, "a") == "wrong_state"
        await table.host.send("start")
        await table.all_expect("question")
        assert await refused(1, 42) == "wrong_state"
        assert await refused(-1, "a") == "bad_message"
        for value in (42, None, [], ["a"], {}, {"a": 1}, "z", "", "A", True, "x" * 1_000):
            assert await refused(0, value) == "bad_message"
        await noor.answer(0, "a")
        assert await refused(0, "b") == "already_answered"
        assert await refused(0, "a") == "already_answered"
        await table.host.send("close")
        await noor.expect("reveal")
        assert await refused(0, "a") == "too_late"
        await table.host.send("next")
        await noor.expect("question", index=1)
        assert await refused(0, "a") == "too_late"
        for value in ("42", "a", None, True, [42], 101, -1, 1e300):
            assert await refused(1, value) == "bad_message"
        await table.host.send("end")
        await noor.expect("finished")
        assert await refused(1, 42) == "too_late"
        assert await in_thread(lambda: list(Player.objects.get(nickname="Noor").answers.values_list("answer"))) == [("a",)]


async def test_of_two_answers_sent_at_once_the_first_counts(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        await table.all_expect("question")
        async with seat_player(game, token=noor.token) as second:
            for seat, value in [(noor, "a"), (second, "b")]:
                await seat.send("answer", question=0, answer=value)
            kinds = sorted([(await noor.socket.receive())["type"], (await second.socket.receive())["type"]])
        assert kinds == ["error", "received"]
        assert await in_thread(lambda: Player.objects.get(nickname="Noor").answers.count()) == 1


async def test_a_slide_is_shown_and_not_answered(teacher):
    game = await in_thread(make.make_game, teacher, [make.question("slide"), make.question()])
    async with open_table(game, "Noor") as table:
        noor = table.players["Noor"]
        await table.host.send("start")
        await noor.expect("question", index=0)
        await noor.send("answer", question=0, answer="a")
        assert await noor.expect("error") == error("wrong_state")
        await table.host.send("next")
        await noor.expect("question", index=1)


async def test_commands_out_of_place_are_refused_and_heard_by_nobody_else(game):
    async with open_table(game, "Noor") as table:
        for command in ("next", "close", "pause", "resume"):
            await table.host.send(command)
            assert await table.host.expect("error") == error("wrong_state")
        await table.host.send("start")
        await table.all_expect("question")
        for command in ("start", "next", "resume"):
            await table.host.send(command)
            assert await table.host.expect("error") == error("wrong_state")
        await table.players["Noor"].socket.nothing()


async def test_the_end_in_whole_frames(game):
    async with open_table(game, "Noor", "Bo") as table:
        noor, bo = table.players.values()
        await table.host.send("start")
        await table.all_expect("question", index=0)
        await noor.answer(0, "b")
        await bo.answer(0, "a")
        score = (await bo.expect("reveal"))["you"]["score"]
        await table.host.send("end")
        host_frame, noor_frame, bo_frame = await table.all_expect("finished")
        podium = [
            {"id": bo.id, "nickname": "Bo", "score": score, "rank": 1, "was_rank": 0},
            {"id": noor.id, "nickname": "Noor", "score": 0, "rank": 2, "was_rank": 0},
        ]
        you = {"score": score, "rank": 1, "streak": 1, "best_streak": 1, "right": 1, "ahead": None}
        assert host_frame == {"type": "finished", "podium": podium, "leaderboard": podium, "players": 2}
        assert bo_frame == {"type": "finished", "podium": podium, "you": you, "players": 2}
        lost = {"score": 0, "rank": 2, "streak": 0, "best_streak": 0, "right": 0}
        assert noor_frame == {
            "type": "finished",
            "podium": podium,
            "you": {**lost, "ahead": {"nickname": "Bo", "score": score}},
            "players": 2,
        }
    async with open_socket(path_of(game)) as late:
        assert await late.call("join", nickname="Late") == error("not_found")
    async with seat_player(game, token=noor.token) as back:
        assert back.state["finished"] == noor_frame
