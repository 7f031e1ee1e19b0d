"""The app that knows no other app: what every domain builds on."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "lib"
    label = "lib"
    verbose_name = "Homeroom machinery"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from lib import checks, errors, folding, heartbeats, statements, tasks  # noqa: F401  each connects itself

        errors.translate = gettext
