"""A player's page comes back by itself, and loses no answer on the way."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from lib.models import ServerProcess
from quizzes.live.engine import Command
from quizzes.live.models import Seat
from quizzes.live.services import command_game
from quizzes.models import Answer, Player
from tests.factories.quizzes import make_game, question

NewPage = Callable[..., Page]


def join(page: Page, pin: str, nickname: str = "Noor") -> None:
    """To the waiting room."""
    page.goto(f"/play/{pin}/")
    page.get_by_label("Nickname").fill(nickname)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=nickname)).to_be_visible()


class Cable:
    """What lies between a page's sockets and the server: it can be cut."""

    def __init__(self, page: Page) -> None:
        self.connections: list[WebSocketRoute] = []
        self.cut_at: str | None = None
        page.route_web_socket("**/ws/games/**", self._connect)

    def _connect(self, near: WebSocketRoute) -> None:
        far = near.connect_to_server()
        self.connections.append(near)

        def carry(text: str | bytes, to: WebSocketRoute) -> None:
            if json.loads(text)["type"] != self.cut_at:
                to.send(text)
                return
            self.cut_at = None
            near.close(code=1011)
            far.close()

        near.on_message(lambda text: carry(text, far))
        far.on_message(lambda text: carry(text, near))


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A phone."""
    return new_page(phone=True)


@pytest.mark.parametrize("lost", ["answer", "received"])
def test_answer_survives_a_connection_that_breaks_around_it(page: Page, teacher: Any, lost: str) -> None:
    """`answer` is lost before it arrives and is sent again; `received` after it was stored, and is not."""
    game = make_game(teacher, [question(seconds=60), question()])
    cable = Cable(page)
    join(page, game.pin)
    join_second(game)
    command_game(game_id=game.pk, command=Command.START)
    expect(page.locator(".options .option").first).to_be_visible()

    cable.cut_at = lost
    page.locator(".options .option").first.click()

    expect(page.get_by_role("heading", name="Got it")).to_be_visible()
    assert len(cable.connections) == 2
    assert [answer.answer for answer in Answer.objects.filter(game=game)] == [game.version.questions[0]["options"][0]["id"]]


def join_second(game: Any) -> None:
    """Somebody who does not answer, so that the question stays open."""
    player = Player.objects.create(game=game, uid="second-one", number=99, nickname="Second", nickname_key="second")
    Seat.objects.create(player=player, process=ServerProcess.objects.latest("seen_at").pk)


def test_cut_cable_brings_the_page_to_where_the_class_is(page: Page, teacher: Any) -> None:
    game = make_game(teacher, [question(seconds=60), question()])
    cable = Cable(page)
    join(page, game.pin)

    cable.connections[-1].close(code=1011)
    command_game(game_id=game.pk, command=Command.START)

    expect(page.locator(".options .option").first).to_be_visible()


def test_closed_tab_is_the_same_player_again_and_a_second_tab_is_another(new_page: NewPage, teacher: Any) -> None:
    game = make_game(teacher)
    first = new_page(phone=True)
    join(first, game.pin)

    second = first.context.new_page()
    second.goto(f"/play/{game.pin}/")
    expect(second.get_by_label("Nickname")).to_be_focused()

    second.close()
    again = first.context.new_page()
    first.close()
    again.goto(f"/play/{game.pin}/")
    expect(again.get_by_role("heading", name="Noor")).to_be_visible()


def test_page_works_without_storage(new_page: NewPage, teacher: Any) -> None:
    game = make_game(teacher)
    page = new_page(phone=True)
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }});"
    )

    join(page, game.pin)
