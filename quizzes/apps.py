"""Quizzes: the library they are written in, the live game, and what is learnt from both."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = "Quizzes"

    def ready(self) -> None:
        from lib import uploads
        from quizzes import personal_data, tasks  # noqa: F401  tasks registers jobs and periodic tasks
        from quizzes.library.services import MEDIA_USE

        # By link: players without an account see the pictures of the game they are in.
        uploads.register_use(MEDIA_USE, content_types=uploads.IMAGES, max_bytes=10_000_000, may_read=uploads.by_link)
        personal_data.register()
