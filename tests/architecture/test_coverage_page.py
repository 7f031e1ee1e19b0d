"""docs/coverage.md names tests; each of them exists, and every row names at least one."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
LINES = PAGE.splitlines()
# The line above the dashes names the columns.
ROWS = [
    line for line, below in zip(LINES, [*LINES[1:], ""], strict=True) if line.startswith("| ") and not below.startswith("|---")
]


def first_cells() -> set[str]:
    """What each row is about, without what stands behind it in words."""
    return {re.split(r" \(|: ", row.split("|")[1].strip())[0] for row in ROWS}


def names_in(path: str) -> set[str]:
    """Names of the tests in this file; none when there is no such file."""
    if not (ROOT / path).is_file():
        return set()
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_that_is_named_exists():
    there = {path: names_in(path) for path in {path for path, _test in NAMED}}
    assert [f"{path}::{test}" for path, test in NAMED if test not in there[path]] == []


def test_every_row_names_a_test_and_no_cell_is_empty():
    assert [row for row in ROWS if "::test_" not in row] == []
    assert [row for row in ROWS if not all(cell.strip() for cell in row.strip().strip("|").split(" | "))] == []


def test_every_claimed_row_is_there():
    claimed = {f"L{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15)}
    claimed |= {f"0.{number}" for number in range(1, 18)} | {str(number) for number in range(1, 12)}
    assert claimed <= first_cells()


def test_every_fault_of_the_originals_in_accounts_is_there():
    school = {f"003, {number}" for number in (1, 2, 6, 11, 13, 14)}
    chat = {"001, 1", "001, 4", "001, 12 and 13"}
    assert school | chat | {"000, 8", "000, 10", "002", "004"} <= first_cells()


def test_every_item_of_the_standard_is_there():
    items = {one for cell in first_cells() for one in cell.split(", ")}
    assert {f"5.2.{number}" for number in range(1, 7)} | {"5.1.1", "5.3.2", "5.3.3", "5.4.1", "5.4.2"} <= items
    assert {"6.1.1", "6.1.3", "6.2.1", "6.2.3", "6.2.4", "6.2.8", "6.2.9", "6.3.1", "6.3.3", "6.3.4", "6.3.7", "6.3.8"} <= items
    assert {f"6.5.{number}" for number in range(1, 6)} | {"6.4.1", "6.4.6", "8.2.1", "8.2.2", "8.2.3", "8.3.2"} <= items
