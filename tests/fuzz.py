"""`python -m tests.fuzz`: a real server, and schemathesis sends it whatever its own OpenAPI description allows and forbids.

No answer may be a server error, and each has the type and the shape that the description promises.
"""

import subprocess
import sys
from pathlib import Path

from tests.deployment import Deployment

CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance"
SECONDS = 75


def main() -> int:
    """Schemathesis's exit code."""
    with Deployment("embedded", servers=1, worker=False) as deployment:
        game = deployment.call("open_game")
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            deployment.url(0, "/api/schema/?format=json"),
            f"--checks={CHECKS}",
            f"--header=Authorization:Bearer {game['access']}",
            f"--max-time={SECONDS}",
            "--phases=examples,coverage,fuzzing",
            "--continue-on-failure",
            "--seed=1",
            "--request-timeout=20",
            "--no-color",
            *sys.argv[1:],
        ]
        return subprocess.run(command, cwd=deployment.data_dir, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
