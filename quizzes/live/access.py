"""Who may do what with which game."""

from typing import Any

from django.conf import settings

from lib import rate_limits
from quizzes.live import queries, tokens
from quizzes.live.errors import GameNotFound, NotHost
from quizzes.live.models import Game


def get_game_of(user: Any, game_id: object) -> Game:
    """The game, for the one who opened it. GameNotFound for everybody else."""
    game = queries.get_game(game_id)
    if not user.pk or game.owner_id != user.pk:
        raise GameNotFound
    return game


def check_host(game_id: object, token: str | None, user: Any) -> None:
    """NotHost unless the token is the game's, or there is none and the user opened it."""
    game = queries.get_game(game_id)
    if token is not None and tokens.is_host_token(token, game.host_token_hash):
        return
    if token is None and user is not None and user.pk and game.owner_id == user.pk:
        return
    raise NotHost("This token is not of this game." if token else "Sign in as the owner, or send the game's host_token.")


def note_wrong_pin(address: str) -> None:
    """Count a PIN that no game has. RateLimited once this address had 60 in a minute."""
    rate_limits.hit("wrong-pin", address, limit=settings.WRONG_PINS_A_MINUTE, seconds=60)


def find_by_pin(pin: str, address: str) -> Game:
    """The game with this PIN. GameNotFound; RateLimited for an address that guesses PINs."""
    try:
        return queries.get_game_by_pin(pin)
    except GameNotFound:
        note_wrong_pin(address)
        raise
