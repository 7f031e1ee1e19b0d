"""Tasks of live games."""

from celery import shared_task

from lib.jobs import job
from lib.threads import with_connections
from quizzes.live import services
from quizzes.live.engine import Command


@shared_task(name="quizzes.close_due_games")
def close_due_games() -> None:
    """The net under the servers' timers, called by beat."""
    with_connections(lambda: services.close_due_games(now=services.now_ms()))


@job("quizzes.command_game", attempts=1)
def command_game(*, game_id: str, command: str) -> None:
    """A host's command, at a time that was set before."""
    services.command_game(game_id=game_id, command=Command(command))
