"""Pages after the game: my games, a game's results, one player's answers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quizzes.live import access, panels, queries
from quizzes.live.errors import GameNotFound, NotJoined
from quizzes.live.models import Game
from quizzes.live.results import results_of
from quizzes.live.results_export import as_download, csv_sheet

GAMES_A_PAGE = 20
# Rows of the sheet of marks on one page: 200 × 20 cells are still light.
PLAYERS_A_PAGE = 200
PODIUM = 3


@login_required
@require_safe
@never_cache
def games(request: HttpRequest) -> HttpResponse:
    """My games: those that run, to go on hosting, before those that are over."""
    mine = Game.objects.visible_to(request.user).for_cards().running_first()
    page = Paginator(mine, GAMES_A_PAGE).get_page(request.GET.get("page"))
    cards = [queries.card_of(game) for game in page.object_list]
    context = {
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "running": [card for card in cards if card.finished_at is None],
        "finished": [card for card in cards if card.finished_at is not None],
    }
    return render(request, "quizzes/live/games.html", context)


@login_required
@require_safe
@never_cache
def results(request: HttpRequest, game_id: object) -> HttpResponse:
    """How the game went: the figures, each question, each player."""
    game = _my_game(request, game_id)
    found = results_of(game)
    as_asked = request.GET.get("order") == "asked"
    players = Paginator(found.players, PLAYERS_A_PAGE).get_page(request.GET.get("page"))
    scored = found.scored
    context = {
        "game": game,
        "results": found,
        "right_percent": panels.percent(found.right_share),
        "right_each": found.right_share * len(scored) if found.right_share is not None else None,
        "podium": [(player, panels.shape_of(player)) for player in found.players[:PODIUM]],
        "as_asked": as_asked,
        "panels": [panels.question_panel(one) for one in (found.questions if as_asked else found.hardest_first)],
        "scored": [(one.index + 1, one.question.prompt, panels.percent(one.share)) for one in scored],
        "unscored": [one.index + 1 for one in found.questions if not one.scored],
        "rows": panels.sheet_rows(found, list(players.object_list)),
        "page": players,
        "page_numbers": players.paginator.get_elided_page_range(players.number),
    }
    return render(request, "quizzes/live/results.html", context)


@login_required
@require_safe
@never_cache
def results_csv(request: HttpRequest, game_id: object) -> HttpResponse:
    """The results as a sheet for a spreadsheet."""
    game = _my_game(request, game_id)
    return as_download(csv_sheet(results_of(game)), game.pin)


@login_required
@require_safe
@never_cache
def player_results(request: HttpRequest, game_id: object, uid: str) -> HttpResponse:
    """What one player answered, question by question."""
    game = _my_game(request, game_id)
    found = results_of(game)
    try:
        player = found.player(uid)
    except NotJoined:
        raise Http404 from None
    context: dict[str, Any] = {
        "game": game,
        "results": found,
        "player": player,
        "shape": panels.shape_of(player),
        "lines": panels.answer_lines(found, player),
    }
    return render(request, "quizzes/live/player_results.html", context)


def _my_game(request: HttpRequest, game_id: object) -> Game:
    try:
        return access.get_game_of(request.user, game_id)
    except GameNotFound:
        raise Http404 from None
