"""`python -m tests.fuzz`: a real server, and schemathesis sends it whatever its own OpenAPI description allows and forbids.

No answer may be a server error, and each has the type and the shape that the description promises.
"""

import subprocess
import sys
from pathlib import Path

from tests.deployment import Deployment

CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance"
SECONDS, SECONDS_OF_PEOPLE = 60, 20
PEOPLE = "/(users|invitations|waitlist|people)/"


def main(*options: str) -> int:
    """Schemathesis's worst exit code: as a teacher over everything, as an administrator over people. `options` go to it."""
    with Deployment("embedded", servers=1, worker=False) as deployment:
        teacher = deployment.call("open_game")["access"]
        admin = deployment.call("administrator")["access"]
        found = _run(deployment, teacher, SECONDS, *options)
        return max(found, _run(deployment, admin, SECONDS_OF_PEOPLE, f"--include-path-regex={PEOPLE}", *options))


def _run(deployment: Deployment, access: str, seconds: int, *options: str) -> int:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        deployment.url(0, "/api/schema/?format=json"),
        f"--checks={CHECKS}",
        f"--header=Authorization:Bearer {access}",
        f"--max-time={seconds}",
        "--phases=examples,coverage,fuzzing",
        "--continue-on-failure",
        "--seed=1",
        "--request-timeout=20",
        "--no-color",
        *options,
    ]
    return subprocess.run(command, cwd=deployment.data_dir, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
