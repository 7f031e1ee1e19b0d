"""What quizzes and games keep about a person, for lib.personal_data."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib import personal_data
from lib.models import StoredFile
from quizzes.library import services as library
from quizzes.library.models import Question, Quiz
from quizzes.live import services as live
from quizzes.live.models import Answer, Game, Player

QUIZ = ("id", "title", "description", "visibility", "language", "tags", "created_at", "updated_at")
QUESTION = ("id", "kind", "prompt", "media_alt", "seconds", "points", "explanation", "options", "settings")
GAME = ("id", "pin", "version__title", "mode", "settings", "phase", "created_at", "finished_at")
PLAY = ("uid", "game__version__title", "nickname", "score", "rank", "best_streak", "right_count", "joined_at", "kicked_at")
ANSWER = ("question_index", "answer", "correct", "points", "streak_bonus", "milliseconds")


def register() -> None:
    """Called once, in ready()."""
    personal_data.register(
        "quizzes",
        covers=["quizzes.Quiz.owner"],
        export=_quizzes,
        files=_files,
        erase=lambda user: library.delete_all_of(owner=user),
    )
    personal_data.register(
        "games",
        covers=["quizzes.Game.owner"],
        export=lambda user: personal_data.rows_of(Game.objects.filter(owner=user), *GAME),
        erase=lambda user: live.end_games_of(owner=user),
        stays=_("Games you hosted stay with the results of those who played, without your name."),
    )
    personal_data.register(
        "plays",
        covers=["quizzes.Player.user"],
        export=_plays,
        erase=lambda user: live.make_plays_nameless(user=user),
        stays=_("Answers you gave in live games stay in the results of whoever hosted them, without your name."),
    )


def _quizzes(user: Any) -> Iterator[dict[str, Any]]:
    for quiz in Quiz.objects.filter(owner=user).order_by("pk").values(*QUIZ).iterator(chunk_size=200):
        questions = Question.objects.filter(quiz=quiz["id"]).order_by("position").values(*QUESTION)
        yield {**quiz, "questions": list(questions)}


def _files(user: Any) -> Iterable[StoredFile]:
    return StoredFile.objects.filter(pk__in=Quiz.files.through.objects.filter(quiz__owner=user).values("storedfile"))


def _plays(user: Any) -> Iterator[dict[str, Any]]:
    for play in Player.objects.filter(user=user).order_by("pk").values("pk", *PLAY).iterator(chunk_size=200):
        answers = Answer.objects.filter(player=play.pop("pk")).order_by("question_index").values(*ANSWER)
        yield {**play, "answers": list(answers)}
