"""A run as tables: on the terminal, in Markdown, in JSON."""

import datetime
import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from loadtest.plan import RATE, Run

HEADINGS = {"bare": "bare server", "embedded": "embedded, 1 process", "shared": "PostgreSQL and Redis, 2 processes"}
ROWS = {
    "joins_per_second": "joins a second (bare: connections)",
    "question": "question → player, p50 / p95 / p99 / max, ms",
    "question_last_ms": "question → last player, ms",
    "question_ratio": "… as a multiple of the bare broadcast",
    "ack": "answer → acknowledged (bare: echo), p50 / p95 / p99 / max, ms",
    "reveal": "last acknowledgement → reveal, p50 / p95 / p99 / max, ms",
    "reveal_last_ms": "last acknowledgement → last player's reveal, ms",
    "answers_per_second": "answers a second",
    "answer_cpu_ms": "CPU an answer, all server processes, ms",
    "question_cpu_ms": "CPU a question (fan-out and reveal), all server processes, ms",
    "join_cpu_ms": "CPU a join, all server processes, ms",
    "player_kilobytes": "memory a player, KB",
    "lost": "answers lost",
    "doubled": "answers doubled",
    "differing": "answers told otherwise than stored",
}
SPREAD = ("p50", "p95", "p99", "max")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown that is readable as text."""
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (headings, *rows)]
    return "\n".join(f"| {line} |" for line in (lines[0], " | ".join("-" * width for width in widths), *lines[1:]))


def number(value: float | None) -> str:
    """Three digits that say something."""
    if value is None:
        return "–"
    if value == int(value) and abs(value) < 10:
        return str(int(value))
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def cell(figures: dict[str, float], name: str) -> str:
    """A figure, or the four of a spread."""
    if f"{name}_p50_ms" in figures:
        return " / ".join(number(figures[f"{name}_{word}_ms"]) for word in SPREAD)
    return number(figures.get(name))


def headline(run: Run) -> str:
    """The game of the targets, beside the bare server."""
    columns = list(run.headline)
    rows = [[words, *(cell(run.headline[column], name) for column in columns)] for name, words in ROWS.items()]
    for name in sorted({name for one in run.headline.values() for name in one if "," in name}):
        stretch, group = name.split("_cpu_ms, ")
        rows.append(
            [
                f"CPU of {group} a{'n' if stretch == 'answer' else ''} {stretch}, ms",
                *(cell(run.headline[c], name) for c in columns),
            ]
        )
    title = f"### {run.plan.players:,} players, {run.plan.questions} questions, all answering within one second"
    return f"{title}\n\n" + table(["", *(HEADINGS[column] for column in columns)], rows)


def sizes(run: Run) -> str:
    """What an answer costs as a game grows."""
    parts = []
    for kind, by_size in run.sizes.items():
        shown = {
            "answer_cpu_ms": f"CPU an answer at {RATE:,} answers a second, ms",
            "burst_cpu_ms": "CPU an answer when all answer within one second, ms",
            "ack_p99_ms": "acknowledged p99, ms",
            "question_last_ms": "question → last player, ms",
            "reveal_last_ms": "reveal → last player, ms",
            "joins_per_second": "joins a second",
            "lost": "lost",
            "doubled": "doubled",
        }
        rows = [[words, *(cell(one, name) for one in by_size.values())] for name, words in shown.items()]
        parts.append(f"### By number of players: {HEADINGS[kind]}\n\n" + table(["players", *(f"{n:,}" for n in by_size)], rows))
    return "\n\n".join(parts)


def others(run: Run) -> str:
    """Many games, slow phones, too many sockets."""
    names = {
        "players": "players in",
        "told_full": "told `full`",
        **{name: ROWS[name] for name in ("joins_per_second", "question", "ack", "reveal")},
    }
    names |= {"lost": "lost", "doubled": "doubled", "broken": "broken promises"}
    parts = []
    for kind, by_name in run.others.items():
        rows = [[words, *(cell(one, name) for one in by_name.values())] for name, words in names.items()]
        parts.append(f"### Crowds: {HEADINGS[kind]}\n\n" + table(["", *by_name], rows))
    return "\n\n".join(parts)


def doors(run: Run) -> str:
    """What signing in costs, and what two cores can serve."""
    names = {
        "sign_in_per_second": "sign-ins a second",
        "sign_in": "… each, p50 / p95 / p99 / max, ms",
        "sign_in_cpu_ms": "CPU a sign-in, all server processes, ms",
        "hash_cpu_ms": "… of it one Argon2id hash (measured alone), ms",
        "unknown_per_second": "refusals of unknown logins a second",
        "unknown_cpu_ms": "CPU a refusal, ms",
        "me_per_second": "`auth/me/` by token, a second",
        "me_cpu_ms": "CPU a call by token, ms",
        "refresh_per_second": "renewals of a token a second",
        "refresh_cpu_ms": "CPU a renewal, ms",
    }
    parts = []
    for kind, by_crowd in run.doors.items():
        rows = [[words, *(cell(one, name) for one in by_crowd.values())] for name, words in names.items()]
        parts.append(f"### Signing in: {HEADINGS[kind]}\n\n" + table(["", *by_crowd], rows))
    return "\n\n".join(parts)


def targets(run: Run) -> str:
    """What was asked for, and whether it is so."""
    rows = []
    for kind in run.kinds:
        one = run.headline[kind]
        flat = [size["answer_cpu_ms"] for size in run.sizes[kind].values()]
        asked = [
            ("lost and doubled, all scenarios", run.losses, 0, "0"),
            ("joins a second", -one["joins_per_second"], -500, "at least 500"),
            ("question, multiple of the bare server", one["question_ratio"], 2, "at most 2"),
            ("acknowledged p99, ms", one["ack_p99_ms"], 150, "under 150"),
            ("CPU an answer, ms", one["answer_cpu_ms"], 0.5, "under 0.5"),
            ("CPU an answer, dearest to cheapest size", max(flat) / min(flat), 1.25, "at most 1.25"),
            ("memory a player, KB", one["player_kilobytes"], 60, "under 60"),
        ]
        rows += [
            [HEADINGS[kind], name, words, number(abs(got)), "yes" if got <= most else "**no**"]
            for name, got, most, words in asked
        ]
    return "### Targets\n\n" + table(["deployment", "figure", "asked", "got", "met"], rows)


def machine(run: Run) -> str:
    """Where and when this was taken."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "uvicorn", "websockets", "uvloop", "psycopg"))
    when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    linux = platform.release().split("-")[0]
    return (
        f"{when}. {os.cpu_count()} × {cpu}, {memory:.0f} GB, Linux {linux}, Python {platform.python_version()}, {packages}."
        f" The client runs on the same processors. Load before and after: {run.load[0]:.1f}, {run.load[-1]:.1f}."
        f" Medians of {run.plan.rounds} rounds."
    )


def text(run: Run) -> str:
    """The whole report."""
    games = [headline(run), sizes(run), others(run), doors(run), targets(run)] if run.headline else [doors(run)]
    return "\n\n".join([machine(run), *games]) + "\n"


def write(run: Run, path: Path) -> None:
    """The report as Markdown at `path`, and every figure beside it as JSON."""
    path.write_text(text(run))
    figures = {
        "headline": run.headline,
        "sizes": run.sizes,
        "others": run.others,
        "doors": run.doors,
        "losses": run.losses,
        "load": run.load,
    }
    path.with_suffix(".json").write_text(json.dumps(figures, indent=1))
