"""What tests have done inside a deployment, in a process of its own (Deployment.call). Arguments and answers are JSON."""

from typing import Any

from accounts.models import User
from accounts.tokens.services import issue_pair
from lib import jobs
from quizzes.live import services
from quizzes.models import Answer, Game, Question, Quiz


def open_game(questions: int = 1, seconds: int = 20, **settings: Any) -> dict[str, Any]:
    """A teacher, a quiz and its game."""
    teacher, _ = User.objects.get_or_create(username="teacher", defaults={"role": "teacher"})
    quiz = Quiz.objects.create(owner=teacher, title="Sums")
    for position in range(questions):
        Question.objects.create(
            quiz=quiz,
            position=position,
            kind="single",
            prompt=f"{position} + 1?",
            seconds=seconds,
            options=[
                {"id": "right", "text": str(position + 1), "correct": True},
                {"id": "wrong", "text": "many", "correct": False},
            ],
        )
    game, token = services.open_game(owner=teacher, quiz=quiz, settings=settings)
    return {
        "id": str(game.pk),
        "pin": game.pin,
        "host_token": token,
        "access": issue_pair(user=teacher).access,
    }


def enqueue_command(game_id: str, command: str) -> None:
    """Have the worker give the game a command."""
    jobs.enqueue("quizzes.command_game", game_id=game_id, command=command)


def game(game_id: str) -> dict[str, Any]:
    """The game's row and its answers, as stored."""
    row = Game.objects.get(pk=game_id)
    answers = Answer.objects.filter(game=row).values_list("player__nickname", "question_index", "answer", "correct", "points")
    scores = dict(row.players.values_list("nickname", "score"))
    return {"phase": row.phase, "index": row.index, "answers": [list(answer) for answer in answers], "scores": scores}
