"""What /metrics shows. The numbers of this process, and of the jobs wherever they ran.

Hot paths do not touch prometheus' locks: the event loop adds to plain integers (`tally`), which are read at each scrape.
Jobs run in workers that nobody scrapes; their figures are kept in the database (JobTally), so any server can show them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from django.db.models import Count
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as _generate
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.process_collector import ProcessCollector

from lib.models import Job, JobTally

registry = CollectorRegistry()
ProcessCollector(registry=registry)

http_requests = Counter("http_requests", "Requests answered", ["method", "route", "status"], registry=registry)
http_request_seconds = Histogram(
    "http_request_seconds",
    "From the last byte of a request to its answer",
    ["route", "status"],
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
db_query_seconds = Histogram(
    "db_query_seconds",
    "Statements of the database",
    registry=registry,
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)


@dataclass(slots=True)
class Tally:
    """What only the event loop counts."""

    sockets: int = 0
    frames_in: int = 0
    frames_out: int = 0
    answers: int = 0


tally = Tally()
socket_errors: dict[str, int] = {}
connections: "WeakSet[Any]" = WeakSet()
_gauges: dict[str, tuple[str, Callable[[], float]]] = {}


def count_socket_error(code: str) -> None:
    """An `error` frame with this code, or a connection closed for it."""
    socket_errors[code] = socket_errors.get(code, 0) + 1


def gauge(name: str, text: str, read: Callable[[], float]) -> None:
    """Show what `read` answers at each scrape under `name`. Apps call it in `ready()`."""
    _gauges[name] = (text, read)


class _SocketCollector:
    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("ws_connections", "WebSockets open at this process", value=tally.sockets)
        frames = CounterMetricFamily("ws_frames", "Frames of WebSockets", labels=["direction"])
        frames.add_metric(["in"], tally.frames_in)
        frames.add_metric(["out"], tally.frames_out)
        yield frames
        errors = CounterMetricFamily("ws_errors", "Error frames by code", labels=["code"])
        for code, count in list(socket_errors.items()):
            errors.add_metric([code], count)
        yield errors
        yield CounterMetricFamily("answers", "Answers stored by this process", value=tally.answers)


class _GaugeCollector:
    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("db_pool_in_use", "Database connections in use at this process", value=_connections_in_use())
        for name, (text, read) in _gauges.items():
            yield GaugeMetricFamily(name, text, value=read())


class _JobCollector:
    def collect(self) -> Iterable[Metric]:
        jobs = GaugeMetricFamily("jobs", "Jobs by state; done ones are forgotten after some days", labels=["name", "state"])
        for row in Job.objects.order_by().values("name", "state").annotate(many=Count("pk")):
            jobs.add_metric([row["name"], row["state"]], row["many"])
        yield jobs
        seconds = SummaryMetricFamily("job_seconds", "Runs of jobs by all workers", labels=["name", "outcome"])
        for one in JobTally.objects.all():
            seconds.add_metric([one.name, one.outcome], count_value=one.count, sum_value=one.seconds)
        yield seconds

    def describe(self) -> Iterable[Metric]:
        """The names without a query: the registry asks for them when it is given this collector."""
        return [GaugeMetricFamily("jobs", ""), SummaryMetricFamily("job_seconds", "")]


def _connections_in_use() -> int:
    """PostgreSQL: taken out of the pool; SQLite: open files."""
    for wrapper in list(connections):
        pool = getattr(wrapper, "pool", None)
        if pool is not None:
            stats = pool.get_stats()
            return int(stats["pool_size"]) - int(stats["pool_available"])
    return sum(1 for wrapper in list(connections) if wrapper.connection is not None)


for _collector in (_SocketCollector(), _GaugeCollector(), _JobCollector()):
    registry.register(_collector)


def text() -> bytes:
    """All of it, as Prometheus reads it."""
    return _generate(registry)
