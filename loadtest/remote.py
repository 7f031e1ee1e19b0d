"""What the benchmark has done inside a deployment, in a process of its own: opening games, reading what is stored."""

import json
import secrets
import subprocess
import sys
import time
from typing import Any

from tests.deployment import ROOT, Deployment


def call(deployment: Deployment, function: str, **arguments: Any) -> Any:
    """Call a function of this module inside the deployment; its JSON answer."""
    code = (
        "import django, json, sys; django.setup(); from loadtest import remote;"
        f" print(json.dumps(remote.{function}(**json.loads(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        cwd=ROOT,
        env=deployment.env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads(done.stdout)


def open_games(count: int, questions: int, seconds: int) -> list[dict[str, Any]]:
    """So many games of a new quiz each: `id, pin, host_token`."""
    from tests import remote

    return [remote.open_game(questions=questions, seconds=seconds) for _ in range(count)]


def stored(game_ids: list[Any]) -> dict[str, Any]:
    """Game id → its answers `[nickname, question, answer, points, streak bonus]` and the score of each nickname."""
    from quizzes.models import Answer, Player

    found: dict[str, Any] = {pk: {"answers": [], "scores": {}} for pk in game_ids}
    columns = ("game_id", "player__nickname", "question_index", "answer", "points", "streak_bonus")
    for pk, *answer in Answer.objects.filter(game__in=game_ids).values_list(*columns):
        found[str(pk)]["answers"].append(answer)
    for pk, nickname, score in Player.objects.filter(game__in=game_ids).values_list("game_id", "nickname", "score"):
        found[str(pk)]["scores"][nickname] = score
    return found


def make_people(count: int, password: str) -> list[str]:
    """So many users with this password; their usernames. It is hashed once: only signing in is measured."""
    from django.contrib.auth.hashers import make_password

    from accounts.models import User

    batch, hashed = secrets.token_hex(4), make_password(password)
    rows = [User(username=f"p{number}-{batch}", password=hashed) for number in range(count)]
    for row in rows:
        row.note_looks()
    User.objects.bulk_create(rows, batch_size=500)
    return [row.username for row in rows]


def hash_milliseconds(times: int = 20) -> float:
    """CPU of one password hash in a process that does nothing else: the median."""
    from django.contrib.auth.hashers import make_password

    found = []
    for _ in range(times):
        started = time.process_time()
        make_password("a long passphrase")
        found.append(1000 * (time.process_time() - started))
    return sorted(found)[times // 2]
