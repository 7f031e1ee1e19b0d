"""The pages of the live game: who may open them, and where a PIN leads."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quizzes.live import devices
from quizzes.models import Game
from tests.factories.accounts import make_user
from tests.factories.quizzes import make_game, make_quiz

pytestmark = pytest.mark.django_db

SETTINGS = {"mode": "accuracy", "reading_seconds": "5", "time_factor": "1.5", "latecomers": "on", "partial": "on"}


def ask_with_pin(client: Client, pin: str) -> Any:
    return client.get(reverse("live:join"), {"pin": pin})


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# From the PIN to the game -----------------------------------------------------------------------------------------


def test_landing_has_the_pin_box_before_the_sign_in(client: Client) -> None:
    text = client.get(reverse("home")).content.decode()

    assert 'name="pin"' in text
    assert "autofocus" in text
    assert reverse("account_login") in text


def test_landing_leads_the_signed_in_to_their_quizzes(teacher: Any) -> None:
    text = signed_in(teacher).get(reverse("home")).content.decode()

    assert f'href="{reverse("library:list")}"' in text
    assert reverse("account_login") not in text


@pytest.mark.parametrize("typed", ["{pin}", " {pin} ", "{first} {last}", "{first}\u2005{last}"])
def test_pin_leads_to_its_game_however_it_is_spaced(client: Client, teacher: Any, typed: str) -> None:
    game = make_game(teacher)

    response = ask_with_pin(client, typed.format(pin=game.pin, first=game.pin[:3], last=game.pin[3:]))

    assert response.status_code == 302
    assert response["Location"] == reverse("live:play", args=[game.pin])


@pytest.mark.parametrize(
    ("typed", "status"), [("000000", 404), ("12345", 400), ("abcdef", 400), ("<b>x</b>", 400), ("١٢٣٤٥٦", 400)]
)
def test_wrong_pin_comes_back_to_the_box_with_what_is_wrong_beside_it(client: Client, typed: str, status: int) -> None:
    response = ask_with_pin(client, typed)
    text = response.content.decode()

    assert response.status_code == status
    assert 'id="pin-error"' in text
    assert 'aria-invalid="true"' in text
    assert "<b>x</b>" not in text


def test_no_pin_shows_the_box_without_an_error(client: Client) -> None:
    response = client.get(reverse("live:join"))

    assert response.status_code == 200
    assert 'id="pin-error"' not in response.content.decode()


def test_pin_of_a_game_that_is_over_says_so(client: Client, teacher: Any) -> None:
    game = make_game(teacher, phase=Game.Phases.FINISHED)

    response = ask_with_pin(client, game.pin)

    assert response.status_code == 404
    assert "over" in response.content.decode()


def test_guessing_pins_is_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WRONG_PINS_A_MINUTE", 3)
    statuses = [ask_with_pin(client, "000000").status_code for _ in range(4)]

    assert statuses == [404, 404, 404, 429]


# The player's page ------------------------------------------------------------------------------------------------


def test_play_needs_no_account_and_marks_the_browser_once(client: Client, teacher: Any) -> None:
    game = make_game(teacher)
    url = reverse("live:play", args=[game.pin])

    first = client.get(url)
    second = client.get(url)

    assert first.status_code == 200
    assert 'id="nickname"' in first.content.decode()
    cookie = first.cookies[devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert devices.digest_of(f"{devices.COOKIE}={cookie.value}")
    assert devices.COOKIE not in second.cookies


def test_play_shows_title_and_host_as_text(client: Client) -> None:
    owner = make_user("eve", full_name="<script>Eve</script>")
    game = make_game(owner, quiz=make_quiz(owner, title='"><img src=x>'))

    text = client.get(reverse("live:play", args=[game.pin])).content.decode()

    assert "<script>Eve" not in text
    assert "<img src=x>" not in text


def test_play_with_a_wrong_pin_is_the_box_again(client: Client) -> None:
    response = client.get(reverse("live:play", args=["000000"]))

    assert response.status_code == 404
    assert 'id="pin-error"' in response.content.decode()


def imports_of(module: Path) -> set[Path]:
    """Every module that this one needs, itself included."""
    found, waiting = set(), [module.resolve()]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [(one.parent / name).resolve() for name in re.findall(r'from "(\.[^"]+)"', one.read_text())]
    return found


def test_play_fetches_all_of_its_modules_at_once(client: Client, teacher: Any) -> None:
    text = client.get(reverse("live:play", args=[make_game(teacher).pin])).content.decode()
    preloaded = set(re.findall(r'modulepreload" href="[^"]*/(js/[^"]+)"', text))

    folder = settings.BASE_DIR / "static"
    entry = folder / "js/quizzes/player.js"
    assert preloaded == {str(path.relative_to(folder)) for path in imports_of(entry) - {entry}}


# The host's pages -------------------------------------------------------------------------------------------------


def test_settings_ask_a_stranger_to_sign_in(client: Client, teacher: Any) -> None:
    url = reverse("live:host-settings", args=[make_quiz(teacher).pk])

    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert client.post(url, SETTINGS)["Location"].startswith(reverse("account_login"))
    assert not Game.objects.exists()


def test_settings_of_a_private_quiz_are_404_for_others(teacher: Any, student: Any) -> None:
    url = reverse("live:host-settings", args=[make_quiz(teacher, visibility="private").pk])

    assert signed_in(student).get(url).status_code == 404
    assert signed_in(student).post(url, SETTINGS).status_code == 404
    assert not Game.objects.exists()


def test_settings_of_a_public_quiz_open_a_game_of_ones_own(teacher: Any, student: Any) -> None:
    quiz = make_quiz(teacher, visibility="public")

    response = signed_in(student).post(reverse("live:host-settings", args=[quiz.pk]), SETTINGS)

    game = Game.objects.get()
    assert response["Location"] == reverse("live:host", args=[game.pk])
    assert (game.owner, game.quiz, game.mode) == (student, quiz, "accuracy")
    assert game.settings == {
        "reading_seconds": 5,
        "time_factor": 1.5,
        "shuffle_questions": False,
        "shuffle_options": False,
        "latecomers": True,
        "streaks": False,
        "partial": True,
    }


@pytest.mark.parametrize("wrong", [{"mode": "teams"}, {"reading_seconds": "4"}, {"time_factor": "100"}])
def test_settings_that_are_not_offered_open_nothing(teacher: Any, wrong: dict[str, str]) -> None:
    url = reverse("live:host-settings", args=[make_quiz(teacher).pk])

    assert signed_in(teacher).post(url, SETTINGS | wrong).status_code == 200
    assert not Game.objects.exists()


def test_settings_of_an_unfinished_quiz_say_why_it_cannot_be_played(teacher: Any) -> None:
    quiz = make_quiz(teacher)
    quiz.questions.update(options=[])

    response = signed_in(teacher).post(reverse("live:host-settings", args=[quiz.pk]), SETTINGS)

    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()
    assert not Game.objects.exists()


def test_host_page_is_its_owners_alone(client: Client, teacher: Any, student: Any) -> None:
    game = make_game(teacher)
    url = reverse("live:host", args=[game.pk])

    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert signed_in(student).get(url).status_code == 404
    assert signed_in(teacher).get(url).status_code == 200


def test_host_page_shows_an_address_that_phones_can_open(teacher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.addresses.lan_address", lambda: "192.168.7.20")
    game = make_game(teacher)
    client = signed_in(teacher)

    local = client.get(reverse("live:host", args=[game.pk]), headers={"host": "localhost:8123"}).content.decode()
    named = client.get(reverse("live:host", args=[game.pk]), headers={"host": "quiz.school.example"}).content.decode()

    assert 'data-join-at="192.168.7.20:8123"' in local
    assert 'data-join-at="quiz.school.example"' in named


def test_host_page_prefers_the_configured_address(teacher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "https://play.school.example")

    text = signed_in(teacher).get(reverse("live:host", args=[make_game(teacher).pk])).content.decode()

    assert 'data-join-at="play.school.example"' in text


def test_pages_hold_no_inline_script_and_no_style(teacher: Any) -> None:
    client = signed_in(teacher)
    game = make_game(teacher)
    urls = [
        reverse("home"),
        reverse("live:play", args=[game.pin]),
        reverse("live:host", args=[game.pk]),
        reverse("live:host-settings", args=[game.quiz_id]),
    ]

    for url in urls:
        text = client.get(url).content.decode()
        assert " style=" not in text
        assert "<style" not in text, url
        assert "<script>" not in text
        assert " onclick=" not in text, url
