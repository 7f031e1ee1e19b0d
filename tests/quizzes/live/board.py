"""What tests of games' verbs say often: a command at an instant, and everybody's standing."""

from quizzes.live import services
from quizzes.live.engine import Command

NOW = 1_000_000


def command(game, name, now=NOW):
    return services.command_game(game_id=game.pk, command=Command(name), now=now)


def board(game):
    """(nickname, score, rank, was_rank, streak, best streak, right) by number."""
    return list(
        game.players.order_by("number").values_list(
            "nickname", "score", "rank", "was_rank", "streak", "best_streak", "right_count"
        )
    )
