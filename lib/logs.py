"""Logs: named events with fields, as lines for people or as JSON for machines. No secrets and no e-mail addresses.

Modules use the standard library (`logging.getLogger("homeroom.…")`, `extra={…}`); structlog only writes it down.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

SECRET = re.compile(r"password|secret|token|authorization|cookie|api_?key|otp", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+\.[\w.-]+")
BEARER = re.compile(r"(?i)\b(bearer|api-key)\s+\S+")
IN_ADDRESS = re.compile(r"(?i)([a-z][a-z0-9+.-]*://[^:/\s@]*:)[^@\s]+@")
# Links that let in carry their token as a part of the path; ours and allauth's are longer than any name and any UUID.
IN_PATH = re.compile(r"(?<=/)[A-Za-z0-9_.:=-]{40,}(?=[/?#\s\"']|$)")
HIDDEN = "[hidden]"


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank fields named like secrets, and addresses, tokens and passwords inside texts, tracebacks included."""
    for key, value in event.items():
        event[key] = HIDDEN if SECRET.search(key) else _clean(value)
    return event


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        value = IN_PATH.sub(HIDDEN, IN_ADDRESS.sub(rf"\1{HIDDEN}@", value))
        return EMAIL.sub("[e-mail]", BEARER.sub(rf"\1 {HIDDEN}", value))
    if isinstance(value, dict):
        return {key: HIDDEN if isinstance(key, str) and SECRET.search(key) else _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def hide_in_report(report: Any, _hint: Any) -> Any:
    """The same for what is sent to Sentry: the address of a page that failed may be a link that lets in."""
    return _clean(report)


def drop_request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Django hands the whole request to its log lines; its id is among the context already."""
    event.pop("request", None)
    return event


def _console() -> Any:
    return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=24, exception_formatter=structlog.dev.plain_traceback)


def configuration(*, level: str, form: str) -> dict[str, Any]:
    """The LOGGING setting. `form` is json or console."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderers: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        drop_request,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    renderers.append(structlog.processors.JSONRenderer() if form == "json" else _console())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {"()": structlog.stdlib.ProcessorFormatter, "processors": renderers, "foreign_pre_chain": shared}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": {"handlers": [], "level": level.upper(), "propagate": True},
            # Refused and missing pages are in http.request; its own lines would say them twice.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "asyncio": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            # It warns that a broker made of files has no host name.
            "kombu.connection": {"level": "ERROR"},
            "daphne": {"level": "WARNING"},
        },
    }
