"""A teacher hosts, three people play: all seven kinds from the PIN to the podium, with what goes wrong in a classroom."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stage_quiz import make_quiz, seven_kinds

PROJECTOR = {"width": 1440, "height": 900}
SMALL = {"width": 320, "height": 568}
USUAL = {"width": 390, "height": 844}
LOST = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection")

NewPage = Callable[..., Page]
CheckAxe = Callable[..., None]


class Story:
    """The host's page and the players' pages, and what the story does with them."""

    def __init__(self, host: Page, players: list[Page], check_axe: CheckAxe) -> None:
        self.host = host
        self.players = players
        self._check_axe = check_axe

    def press(self, label: str) -> None:
        """Press a button of the host."""
        self.host.locator(".controls").get_by_role("button", name=label, exact=True).click()

    def look(self, *pages: Page) -> None:
        """Axe finds nothing, and nothing stands outside the window."""
        for page in pages or (self.host, *self.players):
            self._check_axe(page)
            size = page.viewport_size or PROJECTOR
            wide, high = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            assert wide <= size["width"], page.url
            assert page is not self.host or high <= size["height"], page.title()

    def all_answer(self, answer: Callable[[Page, int], None]) -> None:
        """Each player answers; the question closes by itself when the last one has."""
        for number, player in enumerate(self.players):
            answer(player, number)
        expect(self.host.locator("body.reveal")).to_be_visible()

    def go_on(self) -> None:
        """By the ranking, where there is one, to the next question."""
        if self.host.locator(".controls").get_by_role("button", name="Ranking", exact=True).count():
            self.press("Ranking")
            expect(self.host.locator(".ranks li")).to_have_count(3)
            self.look(self.host)
        self.press("Next question")


def tap(player: Page, number: int) -> None:
    """Tap an option."""
    player.locator(".options .option").nth(number).click()


def pick(player: Page, number: int) -> None:
    """Tap an option and see that it was received. The last one to answer may not: the question is closed at once."""
    tap(player, number)
    expect(player.get_by_role("heading", name="Got it")).to_be_visible()


def join(player: Page, pin: str, nickname: str) -> None:
    """From the PIN box to the waiting room."""
    player.goto("/")
    player.get_by_label("Game PIN").fill(pin)
    player.get_by_role("button", name="Join").click()
    player.get_by_label("Nickname").fill(nickname)
    player.get_by_role("button", name="Join the game").click()
    expect(player.get_by_role("heading", name=nickname)).to_be_visible()


@pytest.fixture
def story(new_page: NewPage, live_lan: str, teacher: Any, check_axe: CheckAxe) -> Story:
    """The room: a lobby, and three people in it. The second comes by an address that is not localhost."""
    quiz = make_quiz(teacher, seven_kinds())
    host = new_page(user=teacher, viewport=PROJECTOR)
    host.goto(f"/quizzes/{quiz.pk}/host/")
    check_axe(host)
    host.get_by_label("Points for half-right answers").check()
    host.get_by_label("Shuffle the answers").uncheck()
    host.get_by_role("button", name="Open the lobby").click()
    expect(host.get_by_text("0 in the room")).to_be_visible()
    pin = host.locator(".pin").inner_text().replace("\n", "")
    noor = new_page(phone=True, viewport=SMALL)
    wei = new_page(phone=True, viewport=USUAL, base=live_lan)
    leila = new_page(phone=True, viewport=USUAL, expect=LOST)
    check_axe_of_the_door(noor, pin, check_axe)
    for player, nickname in ((noor, "Noor"), (wei, "Wei"), (leila, "ليلى")):
        join(player, pin, nickname)
    expect(host.get_by_text("3 in the room")).to_be_visible()
    return Story(host, [noor, wei, leila], check_axe)


def check_axe_of_the_door(player: Page, pin: str, check_axe: CheckAxe) -> None:
    """The PIN box and the nickname have no violations."""
    player.goto("/")
    check_axe(player)
    player.goto(f"/play/{pin}/")
    check_axe(player)


def test_a_game_from_the_pin_to_the_results(story: Story, new_page: NewPage) -> None:
    assert story.players[1].evaluate("() => window.isSecureContext") is False
    story.look()
    a_twin_is_refused_and_a_troublemaker_put_out(story, new_page)
    story.press("Start")
    single_with_a_pause_and_a_reload(story)
    true_false_with_a_tunnel(story)
    multiple_with_a_host_who_reloads(story)
    numeric(story)
    text(story)
    poll(story)
    slide_podium_and_results(story)


def a_twin_is_refused_and_a_troublemaker_put_out(story: Story, new_page: NewPage) -> None:
    """A name that looks like another is refused next to the field; who is put out is told so, and does not come back."""
    trouble = new_page(phone=True, viewport=SMALL)
    trouble.goto(story.players[0].url)
    trouble.get_by_label("Nickname").fill("n00r")
    trouble.keyboard.press("Enter")
    expect(trouble.get_by_role("alert")).to_contain_text("that name")
    story.look(trouble)
    trouble.get_by_label("Nickname").fill("Trouble")
    trouble.keyboard.press("Enter")
    story.host.get_by_role("button", name="Trouble").click()
    story.look(story.host)
    story.host.get_by_role("button", name="Put out").click()
    expect(trouble.get_by_role("heading", name="You’re out of this game")).to_be_visible()
    story.look(trouble)
    expect(story.host.get_by_text("3 in the room")).to_be_visible()
    trouble.reload()
    trouble.get_by_label("Nickname").fill("Somebody else")
    trouble.keyboard.press("Enter")
    expect(trouble.get_by_role("heading", name="You’re out of this game")).to_be_visible()
    trouble.context.close()


def single_with_a_pause_and_a_reload(story: Story) -> None:
    """The time stands still for all; a tab that is loaded again lands on the same question, and on its answer."""
    noor, wei, leila = story.players
    expect(noor.locator(".options .option")).to_have_count(4)
    story.look()
    story.host.keyboard.press("p")
    for page in (story.host, *story.players):
        expect(page.get_by_text("Paused").first).to_be_visible()
    story.look()
    story.host.keyboard.press("p")
    noor.reload()
    expect(noor.locator(".options .option")).to_have_count(4)
    pick(noor, 0)
    noor.reload()
    expect(noor.get_by_role("heading", name="Got it")).to_be_visible()
    story.look(noor)
    pick(wei, 1)
    expect(story.host.get_by_text("2 of 3 answered")).to_be_visible()
    tap(leila, 0)
    expect(story.host.locator(".score-line")).to_have_text("2 of 3 had it")
    expect(noor.get_by_role("heading", name="Right")).to_be_visible()
    expect(wei.get_by_role("heading", name="Not this time")).to_be_visible()
    story.look()
    story.go_on()


def true_false_with_a_tunnel(story: Story) -> None:
    """A phone without a network says so, and comes back by itself to where the class is."""
    noor, _, leila = story.players
    expect(leila.locator(".options .option")).to_have_count(2)
    leila.context.set_offline(True)
    expect(leila.get_by_role("heading", name="Hold on, coming back")).to_be_visible()
    story.look(leila)
    leila.context.set_offline(False)
    expect(leila.locator(".options .option")).to_have_count(2)
    story.all_answer(lambda player, number: tap(player, 0 if number < 2 else 1))
    expect(noor.locator(".ahead").first).to_contain_text("streak")
    story.look()
    story.go_on()


def multiple_with_a_host_who_reloads(story: Story) -> None:
    """The projector is loaded again in the middle of a question, and shows it with its count."""
    noor, wei, leila = story.players

    def send(player: Page, *chosen: int) -> None:
        for index in chosen:
            tap(player, index)
        player.get_by_role("button", name=f"Send {len(chosen)} answer").click()

    expect(noor.get_by_role("button", name="Send")).to_be_disabled()
    send(noor, 0, 2, 3)
    expect(noor.get_by_role("heading", name="Got it")).to_be_visible()
    story.look(noor, leila)
    story.host.reload()
    expect(story.host.get_by_text("1 of 3 answered")).to_be_visible()
    story.look(story.host)
    send(wei, 0, 2)
    send(leila, 1)
    expect(noor.get_by_role("heading", name="Right")).to_be_visible()
    expect(wei.get_by_role("heading", name="Partly right")).to_be_visible()
    expect(leila.get_by_role("heading", name="Not this time")).to_be_visible()
    story.look()
    story.host.keyboard.press("r")
    expect(story.host.locator(".ranks li")).to_have_count(3)
    story.host.keyboard.press("r")
    story.go_on()


def numeric(story: Story) -> None:
    """A number outside the range is not sent; one inside is, by key as well."""
    noor, wei, leila = story.players
    field = noor.get_by_label("Your answer, 0 to 400")
    field.fill("4000")
    expect(noor.get_by_role("button", name="0 to 400")).to_be_disabled()
    field.fill("243")
    story.look()
    field.press("Enter")
    expect(noor.get_by_text("You answered 243 Earth days.")).to_be_visible()
    wei.get_by_role("slider").fill("100")
    wei.get_by_role("button", name="Send 100").click()
    leila.get_by_label("Your answer, 0 to 400").fill("240,5")
    leila.get_by_role("button", name="Send 240.5").click()
    expect(story.host.locator(".score-line")).to_have_text("2 of 3 had it")
    story.look()
    story.go_on()


def text(story: Story) -> None:
    """Typed answers; a small slip is forgiven. One sends nothing, and the host closes."""
    noor, wei, leila = story.players
    for player, word in ((noor, "jupitr"), (wei, "Saturn")):
        player.get_by_label("Your answer").fill(word)
        story.look(player)
        player.get_by_role("button", name="Send").click()
        expect(player.get_by_role("heading", name="Got it")).to_be_visible()
    story.look(story.host, noor)
    story.press("Close now")
    expect(story.host.locator(".typed li")).to_have_count(2)
    expect(leila.get_by_role("heading", name="Time’s up")).to_be_visible()
    story.look()
    story.go_on()


def poll(story: Story) -> None:
    """Nothing is right: votes, no points, no ranking."""
    expect(story.players[0].get_by_text("no points")).to_be_visible()
    story.look()
    story.all_answer(tap)
    expect(story.host.get_by_text("3 votes, no points")).to_be_visible()
    expect(story.host.get_by_role("button", name="Ranking")).to_have_count(0)
    expect(story.players[1].get_by_text("1 of 3 chose this.")).to_be_visible()
    story.look()
    story.go_on()


def slide_podium_and_results(story: Story) -> None:
    """A slide is only looked at; then the podium on the projector, the place on the phones, and the results."""
    noor = story.players[0]
    expect(noor.get_by_text("look at the big screen")).to_be_visible()
    story.look()
    story.host.keyboard.press(" ")
    expect(story.host.locator(".steps li")).to_have_count(3)
    expect(story.host.locator(".steps li").first).to_contain_text("Noor")
    expect(noor.get_by_text("of 3 players")).to_be_visible()
    story.look()
    story.host.reload()
    expect(story.host.locator(".steps li")).to_have_count(3)
    noor.reload()
    expect(noor.get_by_text("of 3 players")).to_be_visible()
    story.host.get_by_role("link", name="Results").click()
    expect(story.host.get_by_text("Noor").first).to_be_visible()
