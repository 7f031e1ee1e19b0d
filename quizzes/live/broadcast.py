"""What the processes tell each other about a game. Each text only says where to look; the rows say what is true."""

from django.db import transaction

from lib import hub

STATE = "state"
ROLL = "roll"
ANSWERS = "answers"
KICKED = "kicked"


def group(game_id: object) -> str:
    """The hub's group of a game."""
    return f"game.{game_id}"


def announce_state(game_id: object) -> None:
    """After the commit: the game's row has changed."""
    transaction.on_commit(lambda: hub.announce(group(game_id), STATE))


def announce_roll(game_id: object) -> None:
    """After the commit: somebody joined, came back, left or was kicked."""
    transaction.on_commit(lambda: hub.announce(group(game_id), ROLL))


def announce_kick(game_id: object) -> None:
    """After the commit: a player was put out."""
    transaction.on_commit(lambda: hub.announce(group(game_id), KICKED))
