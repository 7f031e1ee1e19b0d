"""`manage.py game PIN COMMAND`: host a game from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lib.errors import DomainError
from quizzes.live import queries, services
from quizzes.live.engine import Command as GameCommand


class Command(BaseCommand):
    help = "Give a running game a command, as its host would: start, next, close, lock, unlock, pause, resume, end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pin")
        parser.add_argument("command", choices=["start", "next", "close", "lock", "unlock", "pause", "resume", "end"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            game = queries.get_game_by_pin(options["pin"])
            state = services.command_game(game_id=game.pk, command=GameCommand(options["command"]))
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"{game.pin}: {state.phase}, question {state.index + 1}")
