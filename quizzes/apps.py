"""Quizzes: the library they are written in, the live game, and what is learnt from both."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = "Quizzes"

    def ready(self) -> None:
        from quizzes import tasks  # noqa: F401  registers jobs and periodic tasks
