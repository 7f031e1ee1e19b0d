"""The Celery application and its timetable."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("homeroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "jobs": {"task": "lib.sweep_jobs", "schedule": 5.0, "options": {"expires": 5}},
    "games": {"task": "quizzes.close_due_games", "schedule": 2.0, "options": {"expires": 2}},
    "tidy-games": {"task": "quizzes.tidy_games", "schedule": 300.0, "options": {"expires": 300}},
}
