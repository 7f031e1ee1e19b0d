"""What tests have done inside a deployment, in a process of its own (Deployment.call). Arguments and answers are JSON."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.api_keys.services import make_key
from accounts.models import User
from accounts.tokens.services import issue_pair
from accounts.users import services as users
from accounts.users.roles import Role
from lib import jobs, outbox
from lib.models import Job, OutboxMail, ServerProcess
from quizzes.live import services
from quizzes.models import Answer, Game, Question, Quiz

SHORTEST = 5  # seconds, of what an author may write


def open_game(questions: int = 1, seconds: int = 20, **settings: Any) -> dict[str, Any]:
    """A teacher, a quiz and its game. A test may have its questions end sooner than an author may."""
    teacher, _ = User.objects.get_or_create(username="teacher", defaults={"role": "teacher"})
    quiz = Quiz.objects.create(owner=teacher, title="Sums")
    for position in range(questions):
        Question.objects.create(
            quiz=quiz,
            position=position,
            kind="single",
            prompt=f"{position} + 1?",
            seconds=max(seconds, SHORTEST),
            options=[
                {"id": "right", "text": str(position + 1), "correct": True},
                {"id": "wrong", "text": "many", "correct": False},
            ],
        )
    game, token = services.open_game(owner=teacher, quiz=quiz, settings=settings)
    for stored in game.version.questions:
        stored["seconds"] = seconds
    game.version.save()
    return {
        "id": str(game.pk),
        "pin": game.pin,
        "host_token": token,
        "access": issue_pair(user=teacher).access,
    }


def administrator() -> dict[str, Any]:
    """Somebody who runs the house, signed in by the API."""
    user, _ = User.objects.get_or_create(username="boss", defaults={"role": "admin", "is_staff": True, "is_superuser": True})
    return {"access": issue_pair(user=user).access}


def enqueue_command(game_id: str, command: str) -> None:
    """Have the worker give the game a command."""
    jobs.enqueue("quizzes.command_game", game_id=game_id, command=command)


def game(game_id: str) -> dict[str, Any]:
    """The game's row and its answers, as stored."""
    row = Game.objects.get(pk=game_id)
    answers = Answer.objects.filter(game=row).values_list("player__nickname", "question_index", "answer", "correct", "points")
    scores = dict(row.players.values_list("nickname", "score"))
    return {"phase": row.phase, "index": row.index, "answers": [list(answer) for answer in answers], "scores": scores}


def queue_mails(count: int) -> list[str]:
    """Mails on their way; their Message-IDs."""
    return [
        outbox.send_mail_later(key=f"test:{number}", to="ada@school.example", subject=str(number), text="Hello").message_id
        for number in range(count)
    ]


def unsent_mails() -> int:
    """How many are not sent yet."""
    return OutboxMail.objects.exclude(state=OutboxMail.State.SENT).count()


def let_leases_lapse() -> int:
    """As if minutes had gone by: what a dead worker held is free, and messages to it count as lost."""
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    return Job.objects.exclude(state=Job.State.DONE).update(sent_at=None)


def server_processes() -> int:
    """How many processes say that they hold sockets."""
    return ServerProcess.objects.count()


def sign_in(usernames: list[str]) -> dict[str, Any]:
    """People who host a game each, signed in by two programs and one browser, with a key; what each of them shows."""
    return {username: _sign_in(username) for username in usernames}


def _sign_in(username: str) -> dict[str, Any]:
    user, _ = User.objects.get_or_create(username=username, defaults={"role": "teacher"})
    user.set_password("a long passphrase")
    user.save()
    game, _token = services.open_game(owner=user, quiz=_quiz_of(user), settings={})
    browser = Client()
    browser.force_login(user)
    _row, key = make_key(user=user, name="Script", scopes=["games:write"], days=30)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    pairs = [issue_pair(user=user) for _ in range(2)]
    return {"pin": game.pin, "cookie": cookie, "key": key, "pairs": [{"access": p.access, "refresh": p.refresh} for p in pairs]}


def change_standing(username: str, how: str) -> None:
    """What an operator's script does to somebody."""
    user = User.objects.get(username=username)
    if how == "deactivate":
        users.deactivate(user=user)
    else:
        users.set_role(user=user, role=Role.STUDENT)


def _quiz_of(user: User) -> Quiz:
    quiz = Quiz.objects.create(owner=user, title="Sums")
    options = [{"id": "right", "text": "2", "correct": True}, {"id": "wrong", "text": "3"}]
    Question.objects.create(quiz=quiz, position=0, kind="single", prompt="1 + 1?", seconds=20, options=options)
    return quiz
