"""`manage.py remove_second_factor <login>`: for somebody who has lost the phone and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.totp.services import remove_for_somebody
from accounts.users.models import User


class Command(BaseCommand):
    help = "Remove the authenticator app and the recovery codes of one person, who is signed out everywhere and told by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="e-mail, username or national id")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_login(options["login"]).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['login']}.")
        if not remove_for_somebody(user=user):
            raise CommandError(f"{user} has no authenticator app.")
        self.stdout.write(f"{user} signs in without a code now, and is signed out everywhere.")
