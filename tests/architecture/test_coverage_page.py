"""docs/coverage.md names tests; each of them exists, and every row names at least one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| row", "| fault |"))]


@pytest.mark.parametrize(("path", "test"), NAMED, ids=[f"{path}::{test}" for path, test in NAMED])
def test_every_test_that_is_named_exists(path, test):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_row_names_a_test(row):
    assert "::test_" in row


def test_every_claimed_row_is_there():
    rows = {row.split("|")[1].split("(")[0].strip() for row in ROWS}
    claimed = {f"L{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15)}
    claimed |= {f"0.{number}" for number in (1, 2, 6, 7, 8, 9, 13, 17)} | {str(number) for number in range(1, 12)}
    assert claimed <= rows
