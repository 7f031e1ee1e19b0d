"""Three laws of a game's sockets.

Snapshot + the events since = a fresh snapshot. No frame to a player before the reveal depends on the key, and none ever
holds what another player answered. What happens in one game reaches nobody in another.
"""

import contextlib
import json

import pytest

from lib.threads import in_thread
from quizzes.live import arenas, queries
from quizzes.models import Game
from tests.factories import quizzes as make
from tests.games import Table, open_table, seat_host, seat_player

pytestmark = pytest.mark.django_db(transaction=True)

CLOCK = ("server_time",)


def without_clock(state):
    return {name: value for name, value in state.items() if name not in CLOCK}


# The law of snapshot and events -----------------------------------------------------------------------------------


async def check_law(table: Table) -> None:
    """Everyone's screen is what a fresh snapshot says."""
    async with seat_host(table.game) as fresh:
        assert without_clock(table.host.state) == without_clock(fresh.state)
    for seat in table.players.values():
        async with seat_player(table.game, token=seat.token) as fresh:
            assert without_clock(seat.state) == without_clock(fresh.state)
    # What this process remembers of the last count is what stands in the database.
    arena = arenas._arenas[table.game.pin]
    outcome = await in_thread(queries.outcome, table.game.pk, arena.state)
    if arena.state.phase in {"reveal", "finished"}:
        assert (list(arena.ranking.places), arena.ranking.answers) == (list(outcome.places), outcome.answers)


async def say(table: Table, command: str, event: str, **fields) -> None:
    """The host says it, everyone hears of it, and the law holds."""
    await table.host.send(command, **fields)
    await table.all_expect(event)
    await check_law(table)


@pytest.mark.parametrize(
    "settings", [{}, {"shuffle_options": True, "shuffle_questions": True, "partial": True, "reading_seconds": 0}]
)
async def test_snapshot_and_events_are_a_fresh_snapshot_at_every_step(teacher, settings):
    questions = [make.question(kind, explanation=f"Of {kind}.") for kind in make.KINDS]
    game = await in_thread(lambda: make.make_game(teacher, questions, settings=settings))
    async with open_table(game, "Noor", "Bo", "Cy") as table, contextlib.AsyncExitStack() as latecomers:
        noor, bo, _ = table.players.values()
        await check_law(table)
        await say(table, "lock", "locked", locked=True)
        await say(table, "lock", "locked", locked=False)
        await say(table, "start", "question")
        while table.host.state["phase"] != "finished":
            index, kind = table.host.state["index"], table.host.state["question"]["kind"]
            if kind != "slide":
                await noor.answer(index, make.right_answer(kind))
                await bo.answer(index, make.wrong_answer(kind))
                await table.host.expect("progress", answered=2)
                await check_law(table)
            if index == 2:
                dee = await latecomers.enter_async_context(seat_player(game, "Dee"))
                table.players["Dee"] = dee
                await table.host.expect("lobby")
                await check_law(table)
            await say(table, "pause", "paused")
            await say(table, "resume", "resumed")
            await say(table, "close", "reveal")
            await say(table, "pause", "paused")
            await say(table, "resume", "resumed")
            last = index == len(questions) - 1
            await say(table, "next", "finished" if last else "question")
        await table.players["Dee"].socket.hang_up()


async def test_the_law_holds_for_who_comes_and_goes(teacher):
    game = await in_thread(make.make_game, teacher)
    async with open_table(game, "Noor", "Bo", "Cy") as table:
        bo = table.players.pop("Bo")
        await bo.socket.hang_up()
        await table.host.expect("lobby", left=[bo.id])
        await check_law(table)
        cy = table.players.pop("Cy")
        await table.host.send("kick", player=cy.id)
        await table.host.expect("lobby", left=[cy.id])
        await check_law(table)
        async with seat_player(game, token=bo.token) as back:
            await table.host.expect("lobby", joined=[{"id": bo.id, "nickname": "Bo"}])
            table.players["Bo"] = back
            await check_law(table)
            del table.players["Bo"]


async def test_the_law_holds_when_announcements_were_lost(teacher):
    """Two changes at once, as a process finds them that missed the first."""
    game = await in_thread(lambda: make.make_game(teacher, [make.question() for _ in range(6)]))
    async with open_table(game, "Noor") as table:
        await say(table, "start", "question")
        for commands, event in [
            (("close", "next"), "question"),
            (("close", "next", "pause"), "paused"),
            (("resume", "pause"), "paused"),
            (("resume", "close", "pause"), "paused"),
            (("resume", "next", "close"), "reveal"),
            (("lock", "next", "close", "next"), "question"),
            (("pause", "resume", "close", "next"), "finished"),
        ]:
            await in_thread(_quietly, game, commands)
            await arenas.look_at_all()
            await table.all_expect(event, **({"index": 5} if "lock" in commands else {}))
            await check_law(table)


def _quietly(game, commands):
    """Change the row as another process does whose announcements get lost."""
    from unittest.mock import patch

    from quizzes.live import broadcast, services
    from quizzes.live.engine import Command

    with patch.object(broadcast.hub, "announce"):
        for command in commands:
            services.command_game(game_id=game.pk, command=Command(command))


# No key before the close ------------------------------------------------------------------------------------------


async def frames_before_the_reveal(teacher, kind, fields):
    """What a player gets in a game of one question until it is closed, times and names of the game aside."""
    stored = make.question(kind, id="q0", **fields)
    settings = {"shuffle_options": False, "latecomers": True}
    game = await in_thread(lambda: make.make_game(teacher, [stored], settings=settings))
    async with open_table(game, "Noor", "Bo") as table:
        noor, bo = table.players.values()
        await table.host.send("start")
        await table.all_expect("question")
        if kind != "slide":
            await bo.answer(0, make.wrong_answer(kind))
            await noor.send("answer", question=0, answer=["no", "such", "answer"])
            await noor.expect("error")
        await table.host.send("pause")
        await noor.expect("paused")
        await table.host.send("resume")
        await noor.expect("resumed")
        async with seat_player(game, token=noor.token) as again:
            frames = [again.socket.frames[0]]
        async with seat_player(game, "Late") as late:
            frames.append(late.socket.frames[0])
        frames = noor.socket.frames + frames
        assert not [frame for frame in frames if frame["type"] in {"reveal", "finished"}]
        await table.host.send("close")
        await noor.expect("reveal")
    return [_comparable(frame) for frame in frames]


def _comparable(frame):
    """The frame without its times and random names."""
    if isinstance(frame, dict):
        random = {"opens_at", "closes_at", "server_time", "left", "pin", "token"}
        return {
            name: "?" if (name in random and value is not None) or (name == "player") else _comparable(value)
            for name, value in frame.items()
        }
    return [_comparable(one) for one in frame] if isinstance(frame, list) else frame


@pytest.mark.parametrize("kind", list(make.KINDS))
async def test_no_frame_before_the_reveal_depends_on_the_key(teacher, kind):
    one = await frames_before_the_reveal(teacher, kind, {"explanation": "It is so."})
    other = await frames_before_the_reveal(teacher, kind, {"explanation": "It is otherwise.", **make.other_key(kind)})

    assert one == other
    assert {frame["type"] for frame in one} >= {"joined", "question", "paused", "resumed", "rejoined"}


async def test_no_player_ever_gets_what_another_answered(teacher):
    """Only who is just ahead, the podium, and how all answered (counted, without names) reach a player."""
    questions = [make.question(kind) for kind in make.KINDS]
    game = await in_thread(make.make_game, teacher, questions)
    names = ["Noor-aaa", "Bo-bbb", "Cy-ccc", "Dee-ddd", "Ed-eee"]
    async with open_table(game, *names) as table:
        await table.host.send("start")
        while table.host.state["phase"] != "finished":
            event = "question" if table.host.state["phase"] in {"lobby", "reveal"} else "reveal"
            await table.all_expect(event)
            index, kind = table.host.state["index"], table.host.state["question"]["kind"]
            if event == "question" and kind != "slide":
                for name, seat in list(table.players.items())[:-1]:
                    await seat.answer(index, f"typed by {name}" if kind == "text" else make.right_answer(kind))
            if event == "question":
                await table.host.send("close")
            else:
                await table.host.send("next")
                if index == len(questions) - 1:
                    await table.all_expect("finished")

        for name, seat in table.players.items():
            others = [one for one in names if one != name]
            for frame in seat.socket.frames:
                private = _without(frame, {"ahead", "podium"})
                told = json.dumps(private)
                assert not [
                    one for one in others if one in told.replace("typed by ", "typed by ") and f"typed by {one}" not in told
                ]
                assert "typed by" not in json.dumps(_without(private, {"distribution", "you", "answer"}))
                answer = (frame.get("you") or {}).get("answer")
                assert not isinstance(answer, str) or "typed by" not in answer or answer == f"typed by {name}"
                assert "leaderboard" not in told
                assert "players" not in private or frame["type"] == "finished"
                ids = [one.id for other, one in table.players.items() if other != name]
                assert not [one for one in ids if one in told]


def _without(frame, names):
    """The frame without what these names hold, at any depth."""
    if isinstance(frame, dict):
        return {name: _without(value, names) for name, value in frame.items() if name not in names}
    return [_without(one, names) for one in frame] if isinstance(frame, list) else frame


# Games are islands ------------------------------------------------------------------------------------------------


async def test_two_games_at_once_hear_nothing_of_each_other(teacher):
    questions = [make.question(kind) for kind in make.KINDS]
    one, other = [await in_thread(make.make_game, teacher, questions) for _ in range(2)]
    async with open_table(one, "Noor", "Bo") as here, open_table(other, "Noor", "Bo") as there:
        for moving, still in ((here, there), (there, here)):
            await moving.host.send("start")
            await moving.all_expect("question")
            while moving.host.state["phase"] != "finished":
                index, kind = moving.host.state["index"], moving.host.state["question"]["kind"]
                if kind == "slide":
                    await moving.host.send("close")
                else:
                    for seat in moving.players.values():
                        await seat.answer(index, make.right_answer(kind))
                await moving.all_expect("reveal", question=index)
                await moving.host.send("next")
                await moving.all_expect("question" if index < len(questions) - 1 else "finished")
                for seat in still.everyone:
                    await seat.notices_nothing()
    assert await in_thread(lambda: list(Game.objects.values_list("phase", flat=True))) == ["finished"] * 2


async def test_ids_and_tokens_of_one_game_do_nothing_in_another(teacher):
    one, other = [await in_thread(make.make_game, teacher) for _ in range(2)]
    async with open_table(one, "Noor") as here, open_table(other, "Bo") as there:
        await here.host.send("kick", player=there.players["Bo"].id)
        assert (await here.host.expect("error"))["code"] == "not_joined"
        noor = here.players["Noor"]
        await noor.socket.hang_up()
        with pytest.raises(AssertionError, match="not_joined"):
            async with seat_player(one, token=there.players["Bo"].token):
                pass
        for seat in there.everyone:
            await seat.notices_nothing()
