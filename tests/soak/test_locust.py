"""The locustfile works: a short run of pages and API without a single failed request."""

import subprocess
import sys

import pytest

from tests.deployment import ROOT, Deployment

pytestmark = pytest.mark.soak


def test_pages_and_api_serve_twenty_users():
    with Deployment("embedded", servers=1) as deployment:
        deployment.kill(deployment.servers[0])
        deployment.manage("collectstatic", "--noinput", "--verbosity=0")
        deployment.start_server(0)
        command = [sys.executable, "-m", "locust", "-f", "loadtest/locustfile.py", "--host", deployment.url(0, "")]
        command += ["--headless", "--users=20", "--spawn-rate=10", "--run-time=20s", "--only-summary"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        said = done.stdout + done.stderr
        print(said)
        assert done.returncode == 0, said + deployment.log_text()[-3000:]
        assert "/api/v1/games/{id}/results/" in said
