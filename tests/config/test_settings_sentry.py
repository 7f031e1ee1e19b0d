"""With SENTRY_DSN a fault is reported to that server, without what people typed; without it nothing leaves the house."""

import gzip
import http.server
import os
import subprocess
import sys
import threading

import brotli
import pytest

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "identity": bytes}
CODE = """
import django; django.setup()
import sentry_sdk
secret = "typed-by-a-person"
try:
    raise RuntimeError("a fault of ours")
except RuntimeError:
    sentry_sdk.capture_exception()
sentry_sdk.flush(10)
"""


@pytest.fixture
def collector():
    """A loopback server that keeps the reports it gets."""
    reports = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reports.append(UNPACK[self.headers.get("Content-Encoding", "identity")](body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, reports
    server.shutdown()
    server.server_close()
    thread.join(5)


def fail(tmp_path, **environment):
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    subprocess.run([sys.executable, "-c", CODE], env=env, check=True, timeout=60)


def test_a_fault_is_reported_without_what_people_typed(collector, tmp_path):
    port, reports = collector
    fail(tmp_path, SENTRY_DSN=f"http://key@127.0.0.1:{port}/1")
    assert any(b"a fault of ours" in report for report in reports)
    assert not any(b"typed-by-a-person" in report for report in reports)


def test_without_an_address_nothing_is_reported(collector, tmp_path):
    _, reports = collector
    fail(tmp_path, SENTRY_DSN="")
    assert reports == []
