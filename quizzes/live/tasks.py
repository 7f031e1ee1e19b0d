"""Tasks of live games."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from lib.jobs import job
from lib.threads import with_connections
from quizzes.live import services
from quizzes.live.engine import Command

STALE_AFTER = timedelta(hours=24)


@shared_task(name="quizzes.close_due_games")
def close_due_games() -> None:
    """The net under the servers' timers, called by beat."""
    with_connections(lambda: services.close_due_games(now=services.now_ms()))


@shared_task(name="quizzes.tidy_games")
def tidy_games() -> None:
    """End abandoned games and free the seats of dead processes, called by beat."""
    now = timezone.now()
    with_connections(lambda: services.end_stale_games(before=now - STALE_AFTER))
    with_connections(lambda: services.free_dead_seats(now=now))


@job("quizzes.command_game", attempts=1)
def command_game(*, game_id: str, command: str) -> None:
    """A host's command, at a time that was set before."""
    services.command_game(game_id=game_id, command=Command(command))
