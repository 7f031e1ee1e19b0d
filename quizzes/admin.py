"""Index of the app's back office."""

from quizzes.library import admin as library
from quizzes.live import admin as live

__all__ = ["library", "live"]
