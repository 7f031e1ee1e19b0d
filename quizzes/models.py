"""Index of the app's models."""

from quizzes.library.models import Question, Quiz, QuizVersion
from quizzes.live.models import Answer, Game, Player, Seat

__all__ = ["Answer", "Game", "Player", "Question", "Quiz", "QuizVersion", "Seat"]
