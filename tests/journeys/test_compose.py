"""What compose.yaml runs, run: the same commands with the same variables, without containers."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
import yaml

from tests.deployment import ROOT, Deployment, free_port

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = ("migrate", "web1", "web2", "worker", "beat")


def test_every_service_of_ours_runs_one_part():
    parts = {name: COMPOSE["services"][name]["command"][-1] for name in OURS}

    assert parts == {"migrate": "migrate", "web1": "web", "web2": "web", "worker": "worker", "beat": "beat"}


def test_everything_waits_for_the_tables():
    for name in OURS[1:]:
        assert COMPOSE["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_proxy_is_reachable():
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_every_variable_it_asks_for_is_in_the_example():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    listed = set(re.findall(r"^#?([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert asked == {"SECRET_KEY", "POSTGRES_PASSWORD", "BASE_URL", "SITE"}
    assert asked <= listed


def test_proxy_is_the_one_that_is_trusted():
    subnet = COMPOSE["networks"]["default"]["ipam"]["config"][0]["subnet"]

    assert COMPOSE["services"]["web1"]["environment"]["TRUSTED_PROXIES"] == subnet


def test_image_runs_as_nobody_special_and_says_whether_it_lives():
    text = (ROOT / "Dockerfile").read_text()

    last = text.rsplit("FROM ", 1)[1]
    assert re.search(r"^USER (?!root)", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "/health/live/" in last
    assert "pip install" not in last


def command(name):
    """The service's command, by this interpreter."""
    return [sys.executable, *COMPOSE["services"][name]["command"][1:]]


def environment(deployment, port):
    """The service's variables, with this machine's servers in place of containers."""
    values = {
        **COMPOSE["services"]["web1"]["environment"],
        "SECRET_KEY": deployment.env["SECRET_KEY"],
        "DATABASE_URL": deployment.env["DATABASE_URL"],
        "REDIS_URL": deployment.env["REDIS_URL"],
        "DATA_DIR": str(deployment.data_dir),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BASE_URL": "https://school.example",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    return {"PATH": os.environ["PATH"], **values}


def get(port, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "school.example", **headers})
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
    except OSError:
        return 0, {}, b""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def until(true, what):
    give_up = time.monotonic() + 60
    while not true():
        assert time.monotonic() < give_up, f"Waited in vain: {what}"
        time.sleep(0.1)


@pytest.mark.services
def test_the_commands_make_one_deployment():
    ports = {name: free_port() for name in OURS}
    with Deployment("shared", servers=0, worker=False) as deployment, contextlib.ExitStack() as stack:
        subprocess.run(command("migrate"), cwd=ROOT, env=environment(deployment, ports["migrate"]), check=True, timeout=120)
        for name in OURS[1:]:
            process = subprocess.Popen(
                command(name), cwd=ROOT, env=environment(deployment, ports[name]), stdout=deployment.log, stderr=deployment.log
            )
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        web1, web2 = ports["web1"], ports["web2"]
        until(lambda: get(web1, "/health/")[0] == 200 and get(web2, "/health/")[0] == 200, "health of both servers")

        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        status, headers, page = get(web1, "/accounts/login/", **forwarded)
        assert status == 200
        assert "Strict-Transport-Security" in headers
        assert "wss://school.example" in headers["Content-Security-Policy"]
        assert "Secure" in headers["Set-Cookie"]
        # Hashed names are the same at every server: a page of one loads its files from the other.
        style = re.search(rb'href="(/static/css/tokens\.[0-9a-f]{12}\.css)"', page)[1].decode()
        assert "immutable" in get(web2, style, **forwarded)[1]["Cache-Control"]

        assert get(web1, "/accounts/login/")[0] == 301, "plain http goes to https"
        assert get(web1, "/metrics", **forwarded)[0] == 404
        assert get(web1, "/", **forwarded, Host="evil.example")[0] == 400

        line = next(json.loads(one) for one in deployment.log_text().splitlines() if '"http.request"' in one)
        assert {"request_id", "path", "status", "seconds"} <= line.keys()
