"""Log lines: named events with fields and the request's id, without secrets and e-mail addresses."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from lib import logs


@pytest.fixture
def lines():
    """`lines()`: what was logged as JSON so far."""
    formatter = logs.configuration(level="info", form="json")["formatters"]["lines"]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{key: value for key, value in formatter.items() if key != "()"}))
    logger = logging.getLogger("homeroom.test_logs")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logger.removeHandler(handler)


log = logging.getLogger("homeroom.test_logs")


def test_line_has_event_fields_and_the_request(lines):
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        log.info("game.opened", extra={"pin": "123456"})

    (line,) = lines()
    assert (line["event"], line["pin"], line["request_id"], line["level"]) == ("game.opened", "123456", "abc", "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "hunter2"},
        {"access_token": "hunter2"},
        {"nested": {"Authorization": "hunter2"}},
        {"reason": "postgres://homeroom:hunter2@db/homeroom does not answer"},
        {"header": "Bearer hunter2"},
        {"texts": ["mail to hunter2@school.example"]},
    ],
)
def test_secrets_and_addresses_are_hidden(lines, fields):
    log.info("something", extra=fields)

    assert "hunter2" not in json.dumps(lines())


def test_traceback_hides_them_too(lines):
    try:
        raise ValueError("no such user: ada@school.example")
    except ValueError:
        log.exception("something.failed")

    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "ada@school.example" not in line["exception"]


def test_console_lines_are_for_people():
    formatter = logs.configuration(level="info", form="console")["formatters"]["lines"]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{key: value for key, value in formatter.items() if key != "()"}))
    handler.emit(logging.LogRecord("homeroom.x", logging.WARNING, "", 1, "worker.died", (), None))

    assert "worker.died" in out.getvalue()
    assert "{" not in out.getvalue()
