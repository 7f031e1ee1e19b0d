"""`manage.py setup_link`: the address that makes the first administrator, once; printed by the start, and again by this."""

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from accounts.users.ways_in import SETUP_LIFETIME, make_setup_token
from lib.serving.banner import addresses


class Command(BaseCommand):
    help = "Prints a link that makes the first administrator, once, within a day. A new one replaces the one before."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """The link, under each address of this server; with --verbosity=0 nothing is said where there is an administrator."""
        token = make_setup_token()
        if token is None:
            if verbosity:
                self.stdout.write("There is an administrator already.")
            return
        path = reverse("setup-open", args=[token])
        hours = int(SETUP_LIFETIME.total_seconds()) // 3600
        self.stdout.write(f"There is no administrator yet. Make the first one here, once, within {hours} hours:")
        for address in addresses():
            self.stdout.write(f"  {address}{path}")
