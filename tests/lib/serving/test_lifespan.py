"""A server process begins and ends in good order, whichever server carries it."""

import json
import signal

import pytest
from websockets.sync.client import connect

from tests.deployment import UVICORN, Deployment, free_port

SERVERS = {"uvicorn": UVICORN, "daphne": ["-m", "daphne", "-v0", "config.asgi:application"]}


@pytest.mark.parametrize("server", SERVERS)
def test_pages_and_sockets_until_sigterm(server):
    with Deployment("embedded", servers=0, worker=False) as deployment:
        port = free_port()
        deployment.ports = [port]
        deployment.servers = [
            deployment.python(*SERVERS[server], *(["-p", str(port)] if server == "daphne" else [f"--port={port}"]))
        ]
        deployment._wait_for_port(port, deployment.servers[0])

        status, answer = deployment.post(0, "/api/v1/auth/login/", "", {"login": "nobody", "password": "x"})
        assert (status, answer["errors"][0]["code"]) == (401, "invalid_credentials")
        with connect(deployment.url(0, "/ws/games/000000/", "ws")) as socket:
            assert json.loads(socket.recv(10))["code"] == "not_found"
        assert deployment.call("server_processes") == 1

        deployment.servers[0].send_signal(signal.SIGTERM)
        deployment.servers[0].wait(20)

        assert deployment.call("server_processes") == 0, "its seats would count until its lease ends"
        assert "Traceback" not in deployment.log_text()
