"""The Celery application and its timetable."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, worker_init

from lib import broker
from lib.serving import parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

broker.register()
app = Celery("homeroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "accounts": {"task": "accounts.forget_expired", "schedule": 3600.0, "options": {"expires": 3600}},
    "promises": {"task": "accounts.keep_promises", "schedule": 1800.0, "options": {"expires": 1800}},
    "old-events": {"task": "accounts.forget_old_events", "schedule": 3600.0, "options": {"expires": 3600}},
    "old-requests": {"task": "accounts.forget_old_requests", "schedule": 3600.0, "options": {"expires": 3600}},
    "beat": {"task": "lib.beat", "schedule": 5.0, "options": {"expires": 10}},
    "files": {"task": "lib.sweep_files", "schedule": 21_600.0, "options": {"expires": 21_600}},
    "clean-up": {"task": "lib.clean_up", "schedule": 600.0, "options": {"expires": 600}},
    "jobs": {"task": "lib.sweep_jobs", "schedule": 5.0, "options": {"expires": 5}},
    "games": {"task": "quizzes.close_due_games", "schedule": 2.0, "options": {"expires": 2}},
    "tidy-games": {"task": "quizzes.tidy_games", "schedule": 300.0, "options": {"expires": 300}},
}


@worker_init.connect
def _follow_server(**_: object) -> None:
    """A worker that `serve` started ends with it."""
    parent.watch_if_told()


@beat_embedded_init.connect
def _follow_worker(**_: object) -> None:
    """The beat process of a worker ends with that worker."""
    parent.watch(os.getppid())
