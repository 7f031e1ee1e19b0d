"""`manage.py ensure_admin`: the first administrator, from ADMIN_EMAIL, ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_NATIONAL_ID."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.users.services import ensure_administrator
from lib.errors import DomainError


class Command(BaseCommand):
    help = "Makes the first administrator from ADMIN_*, once. Does nothing without them, or when there is one already."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done, or what stands in the way."""
        given = settings.FIRST_ADMIN
        if not given["password"] or not (given["username"] or given["email"]):
            self.stdout.write("ADMIN_PASSWORD and ADMIN_EMAIL or ADMIN_USERNAME are not set: no administrator was made.")
            return
        try:
            user = ensure_administrator(**{**given, "username": given["username"] or "admin"})
        except DomainError as error:
            raise CommandError(f"ADMIN_*: {error.detail}") from error
        self.stdout.write(f"Administrator {user.username} was made." if user else "There is an administrator already.")
