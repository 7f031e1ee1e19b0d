"""Index of the app's tasks."""

from quizzes.live import tasks as live

__all__ = ["live"]
