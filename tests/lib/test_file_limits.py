"""The table of limits is the one that docs/uploads.md prints."""

import re
from pathlib import Path

from lib import file_limits, signatures
from lib.file_limits import MB, PRESETS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "uploads.md").read_text(encoding="utf-8")


def written(limits: file_limits.Limits) -> tuple[str, str, str]:
    types = sorted(signatures.SUFFIXES[one][0][1:] for one in limits.content_types or ())
    together = f"{limits.max_files} files, {limits.max_total_bytes // MB} MB" if limits.max_files else ""
    return " ".join(types) or "any", f"{limits.max_bytes // MB} MB", together


def test_the_page_says_what_the_code_does():
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]*) \| ([^|]*) \| ([^|]*)\|$", PAGE, re.MULTILINE)
    assert {name: tuple(cell.strip() for cell in rest) for name, *rest in rows} == {
        name: written(limits) for name, limits in PRESETS.items()
    }


def test_the_limits_are_those_that_were_asked_for():
    assert {name: limits.max_bytes for name, limits in PRESETS.items()} == {
        "avatar": 5 * MB,
        "quiz-media": 10 * MB,
        "lesson-file": 50 * MB,
        "homework": 20 * MB,
        "import": 10 * MB,
    }
    assert "image/svg+xml" not in {one for limits in PRESETS.values() for one in limits.content_types or ()}


def test_only_what_cannot_act_is_shown():
    assert {"text/html", "image/svg+xml", "text/plain", "application/zip"} & file_limits.SHOWN == set()
    assert PRESETS["lesson-file"].shows("application/pdf")
    assert not PRESETS["lesson-file"].shows("application/zip")
    assert not PRESETS["homework"].shows("image/png")
