"""The pages after a game: whose they are, what they show, what they cost; and the sheet for a spreadsheet."""

import csv
import io

import pytest
from django.urls import reverse

from quizzes.live import queries
from quizzes.live.results import results_of
from quizzes.live.results_export import csv_sheet
from quizzes.live.results_views import GAMES_A_PAGE, PLAYERS_A_PAGE
from tests.factories import quizzes as make

pytestmark = pytest.mark.django_db

NOW = "2026-11-20T10:00:00Z"


def played_game(owner, *, players=1, **fields):
    """A finished game with every kind; all players answered its first question rightly, with one streak bonus."""
    questions = [make.question(kind) for kind in make.KINDS]
    game = make.make_game(owner, questions, **{"phase": "finished", "index": len(questions) - 1, "finished_at": NOW, **fields})
    for number in range(players):
        make.make_answer(make.make_player(game, f"Player {number + 1}", score=1000, right_count=1), "a", streak_bonus=100)
    queries.content_of(game)
    return game


def sheet_of(game):
    text = csv_sheet(results_of(game))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


# Whose they are ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["results", "results-csv", "player-results"])
def test_pages_are_the_owners_and_nobody_elses(signed_in, client, teacher, outsider, student, admin, name):
    game = played_game(teacher)
    uid = [game.players.get().uid] if name == "player-results" else []
    address = reverse(f"live:{name}", args=[game.pk, *uid])

    assert signed_in(teacher).get(address).status_code == 200
    assert [signed_in(other).get(address).status_code for other in (outsider, student, admin)] == [404, 404, 404]
    answer = client.get(address)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))
    assert signed_in(teacher).post(address).status_code == 405


def test_my_games_are_mine(signed_in, client, teacher, outsider):
    played_game(teacher)

    assert b"Sums" in signed_in(teacher).get(reverse("live:games")).content
    assert b"Sums" not in signed_in(outsider).get(reverse("live:games")).content
    assert client.get(reverse("live:games")).status_code == 302


def test_a_player_of_another_game_is_not_found_here(signed_in, teacher):
    game, other = played_game(teacher), played_game(teacher)

    assert signed_in(teacher).get(reverse("live:player-results", args=[game.pk, other.players.get().uid])).status_code == 404


# My games ---------------------------------------------------------------------------------------------------------


def test_what_runs_stands_before_what_is_over(signed_in, teacher):
    over = played_game(teacher)
    running = make.make_game(teacher)

    answer = signed_in(teacher).get(reverse("live:games"))

    assert [card.id for card in answer.context["running"]] == [str(running.pk)]
    assert [card.id for card in answer.context["finished"]] == [str(over.pk)]
    text = answer.content.decode()
    assert text.index(reverse("live:host", args=[running.pk])) < text.index(reverse("live:results", args=[over.pk]))


def test_without_games_the_page_says_what_to_do(signed_in, teacher):
    text = signed_in(teacher).get(reverse("live:games")).content.decode()

    assert "No game yet" in text
    assert f'href="{reverse("library:list")}"' in text


def test_many_games_come_in_pages(signed_in, teacher):
    version = make.make_version()
    for _ in range(GAMES_A_PAGE + 1):
        make.make_game(teacher, version=version, phase="finished", finished_at=NOW)
    client = signed_in(teacher)

    first, second = (client.get(reverse("live:games"), {"page": page}) for page in (1, 2))

    assert [len(page.context["finished"]) for page in (first, second)] == [GAMES_A_PAGE, 1]
    assert 'aria-current="page">2<' in second.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_four_queries_however_many_games(signed_in, teacher, many, django_assert_num_queries):
    for _ in range(many):
        make.make_game(teacher)
    client = signed_in(teacher)
    client.get(reverse("live:games"))  # the first request of a session also notes when its user was seen

    # The session, its user, how many games there are, the games.
    with django_assert_num_queries(4):
        assert len(client.get(reverse("live:games")).context["running"]) == many


# A game's results -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_five_queries_however_many_players(signed_in, teacher, many, django_assert_num_queries):
    game = played_game(teacher, players=many)
    client = signed_in(teacher)
    client.get(reverse("live:results", args=[game.pk]))  # the first request of a session also notes when its user was seen

    # The session, its user, the game, its players, their answers.
    with django_assert_num_queries(5):
        assert len(client.get(reverse("live:results", args=[game.pk])).context["rows"]) == many


def test_results_show_every_question_with_its_chart_beside_its_table(signed_in, teacher):
    game = played_game(teacher)

    text = signed_in(teacher).get(reverse("live:results", args=[game.pk])).content.decode()

    for number in range(1, len(make.KINDS) + 1):
        assert f'<details id="q{number}"' in text
    assert text.count('class="chart"') == text.count("Answers to question")
    assert " style=" not in text
    assert "<script>" not in text


def test_questions_in_the_order_they_were_asked(signed_in, teacher):
    game = played_game(teacher)
    client = signed_in(teacher)
    address = reverse("live:results", args=[game.pk])

    hardest = [panel.number for panel in client.get(address).context["panels"]]
    asked = [panel.number for panel in client.get(address, {"order": "asked"}).context["panels"]]

    assert asked == sorted(asked)
    assert hardest == [2, 3, 4, 5, 1, 6, 7]


def test_a_decimal_comma_gets_into_no_attribute(signed_in, teacher):
    game = played_game(teacher)

    text = signed_in(teacher).get(reverse("live:results", args=[game.pk]), headers={"accept-language": "de"}).content.decode()

    chart = text[text.index('<svg class="chart"') : text.index("</svg>", text.index('<svg class="chart"'))]
    attributes = [part.split('"')[0] for part in chart.split('width="')[1:]]
    assert attributes
    assert all(value.isdecimal() for value in attributes)


def test_names_and_answers_of_players_are_text_and_nothing_else(signed_in, teacher):
    game = make.make_game(teacher, [make.question("text")], phase="finished", index=0, finished_at=NOW)
    make.make_answer(make.make_player(game, "<img src=x>"), "<script>alert(1)</script>", correct=False)

    text = signed_in(teacher).get(reverse("live:results", args=[game.pk])).content.decode()

    assert "<img src=x>" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize(
    ("phase", "index", "players", "said"),
    [
        ("lobby", -1, 0, "Nobody is in yet"),
        ("lobby", -1, 1, "No question was closed"),
        ("question", 0, 1, "No question was closed"),
    ],
)
def test_a_game_without_results_says_so(signed_in, teacher, phase, index, players, said):
    game = make.make_game(teacher, phase=phase, index=index)
    for number in range(players):
        make.make_player(game, f"Player {number}")

    text = signed_in(teacher).get(reverse("live:results", args=[game.pk])).content.decode()

    assert said in text
    assert reverse("live:host", args=[game.pk]) in text


def test_a_game_that_ended_without_players_says_so(signed_in, teacher):
    game = make.make_game(teacher, phase="finished", finished_at=NOW)

    assert "Nobody played" in signed_in(teacher).get(reverse("live:results", args=[game.pk])).content.decode()


def test_a_large_game_comes_in_pages_of_players(signed_in, teacher):
    game = make.make_game(teacher, phase="finished", index=0, finished_at=NOW)
    for number in range(PLAYERS_A_PAGE + 2):
        make.make_player(game, f"Player {number}")
    client = signed_in(teacher)

    pages = [client.get(reverse("live:results", args=[game.pk]), {"page": page}) for page in (1, 2)]

    assert [len(page.context["rows"]) for page in pages] == [PLAYERS_A_PAGE, 2]
    assert "201 to 202 of 202" in pages[1].content.decode()


def test_a_players_page_says_what_was_answered_and_what_was_right(signed_in, teacher):
    game = played_game(teacher)

    text = signed_in(teacher).get(reverse("live:player-results", args=[game.pk, game.players.get().uid])).content.decode()

    assert "Option A" in text
    assert "1,100" in text
    assert "Ångström" in text


# The sheet --------------------------------------------------------------------------------------------------------


def test_the_sheet_has_a_row_a_player_and_four_columns_a_question(teacher):
    game = make.make_game(
        teacher, [make.question("slide"), make.question("numeric", prompt="How\nfar?")], phase="finished", index=1
    )
    player = make.make_player(game, "Amina", score=980, right_count=1)
    make.make_answer(player, 43, question_index=1, points=880, streak_bonus=100, milliseconds=2400)
    make.make_player(game, "Ben")

    assert sheet_of(game) == [
        ["Rank", "Nickname", "Score", "Right", "2. How far?", "2. result", "2. points", "2. seconds"],
        ["1", "Amina", "980", "1", "43", "right", "980", "2.4"],
        ["2", "Ben", "0", "0", "", "no answer", "0", ""],
    ]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff20SUM(A1)"])
def test_no_cell_is_a_formula(teacher, start):
    game = make.make_game(teacher, [make.question("text", prompt=f"{start} what?")], phase="finished", index=0)
    make.make_answer(make.make_player(game, start), start, correct=False, points=0)

    cells = [cell for row in sheet_of(game) for cell in row]

    assert cells.count(f"'{start}") == 2
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_negative_number_stays_a_number(teacher):
    settings = {"value": -5, "tolerance": 0}
    game = make.make_game(teacher, [make.question("numeric", settings=settings)], phase="finished", index=0)
    make.make_answer(make.make_player(game), -5)

    assert sheet_of(game)[1][4] == "-5"


def test_the_sheet_is_a_file_to_keep(signed_in, teacher):
    game = played_game(teacher)

    answer = signed_in(teacher).get(reverse("live:results-csv", args=[game.pk]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="results-{game.pin}.csv"'
    assert answer.content.decode() == csv_sheet(results_of(game))
