"""The project. Importing the Celery application here makes `shared_task` find it in servers and commands too."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
