"""What the benchmark has done inside a deployment, in a process of its own: opening games, reading what is stored."""

import json
import subprocess
import sys
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
