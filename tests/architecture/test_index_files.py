"""Django and Celery look at an app's root: there stand index files, which import and do nothing else."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Apps of areas. `lib` and flat apps have real modules at their root.
SPLIT = [
    path
    for name in ("accounts", "quizzes", "courses", "chat", "exchanges")
    if (path := ROOT / name) and any(path.glob("*/models.py"))
]
INDEX = [app / f"{name}.py" for app in SPLIT for name in ("models", "admin", "tasks") if (app / f"{name}.py").exists()]


@pytest.mark.parametrize("path", INDEX, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_index_files_hold_imports_and_nothing_else(path):
    def is_index(node):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_all = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        return is_docstring or is_all or isinstance(node, ast.Import | ast.ImportFrom)

    odd = [ast.unparse(node) for node in ast.parse(path.read_text(encoding="utf-8")).body if not is_index(node)]
    assert odd == []


@pytest.mark.parametrize("name", ["models", "admin", "tasks"])
def test_every_area_is_in_its_index(name):
    missing = []
    for app in SPLIT:
        index = app / f"{name}.py"
        text = index.read_text(encoding="utf-8") if index.exists() else ""
        for area in sorted(app.glob(f"*/{name}.py")):
            if f"{app.name}.{area.parent.name}" not in text:
                missing.append(area.relative_to(ROOT).as_posix())
    assert missing == []


def test_areas_import_each_others_modules_and_never_the_index():
    found = []
    for app in SPLIT:
        for path in sorted(app.glob("*/**/*.py")):
            if {"migrations", "management", "templatetags"} & set(path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module in {
                    f"{app.name}.{name}" for name in ("models", "admin", "tasks")
                }:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []
