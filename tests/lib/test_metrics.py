"""Figures for operators: who may read them, and that each says what happened."""

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from config import asgi  # noqa: F401  a server has read all that registers figures
from lib import jobs, metrics
from lib.models import Job, JobTally

pytestmark = pytest.mark.django_db

NAMES = {
    "http_requests",
    "http_request_seconds",
    "db_query_seconds",
    "db_pool_in_use",
    "ws_connections",
    "ws_frames",
    "ws_errors",
    "games_live",
    "answers",
    "jobs",
    "job_seconds",
}


def families():
    return {family.name: family for family in text_string_to_metric_families(metrics.text().decode())}


def test_every_promised_figure_is_there(client):
    client.get("/health/live/")

    assert families().keys() >= NAMES


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "::1", 200),
        ("", {}, "192.0.2.7", 404),
        ("", {"x-forwarded-for": "127.0.0.1"}, "127.0.0.1", 404),
        ("a-token", {}, "127.0.0.1", 404),
        ("a-token", {"authorization": "Bearer another"}, "127.0.0.1", 404),
        ("a-token", {"authorization": "Bearer a-token"}, "192.0.2.7", 200),
    ],
)
def test_only_operators_read_them(client, settings, token, headers, address, status):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_statements_are_timed():
    before = metrics.registry.get_sample_value("db_query_seconds_count")

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert metrics.registry.get_sample_value("db_query_seconds_count") == before + 1


def test_slow_statement_is_logged_without_its_values(settings, caplog):
    settings.SLOW_STATEMENT_MS = 1
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*), %s FROM n"

    with connection.cursor() as cursor:
        cursor.execute(numbers, ["ada@school.example"])

    (record,) = [one for one in caplog.records if one.getMessage() == "database.slow_statement"]
    assert "RECURSIVE" in record.sql
    assert "ada" not in record.sql


@pytest.mark.django_db(transaction=True)
def test_jobs_are_shown_by_state_and_outcome(monkeypatch):
    monkeypatch.setitem(jobs._registry, "tests.fine", jobs.Registered(lambda: None, 1))
    monkeypatch.setitem(jobs._registry, "tests.broken", jobs.Registered(lambda: 1 / 0, 1))
    for name in ("tests.fine", "tests.broken"):
        jobs.run_job(str(jobs.enqueue(name).pk))
    jobs.run_job(str(jobs.enqueue("tests.fine").pk))

    samples = {(one.name, *sorted(one.labels.values())): one.value for family in families().values() for one in family.samples}
    assert samples["jobs", "done", "tests.fine"] == 2
    assert samples["jobs", "dead", "tests.broken"] == 1
    assert samples["job_seconds_count", "done", "tests.fine"] == 2
    assert samples["job_seconds_count", "failed", "tests.broken"] == 1
    assert Job.objects.count() == 3
    assert JobTally.objects.count() == 2
