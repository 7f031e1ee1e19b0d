"""Which module may import which; where `async def` may stand; and that every job that is asked for exists."""

import ast
import contextlib
import importlib
import io
import re
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

from lib import jobs

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("config", "courses", "quizzes", "chat", "exchanges", "accounts", "lib")
# What computes without the world: no Django, no clock, no database.
PURE = (
    "lib.errors",
    "lib.archives",
    "lib.file_limits",
    "lib.serving.ranges",
    "lib.signatures",
    "accounts.users.roles",
    "quizzes.library.limits",
    "quizzes.library.question_types.*",
    "quizzes.live.engine",
    "quizzes.live.scoring",
    "quizzes.live.content",
    "quizzes.live.nicknames",
)
WORLD = ("django", "rest_framework", "channels", "celery", "time", "asyncio", "secrets", "socket")
# Private to their domain: others call services, queries and access.
DOORS = {"consumers", "api", "serializers", "views", "forms", "tasks", "receivers", "admin", "protocol", "broadcast"}
# `config` composes: it includes urls, routing and tasks of every domain.
ASYNC_IN = ("lib/", "config/asgi.py", "quizzes/live/consumers.py", "quizzes/live/arena.py", "quizzes/live/arenas.py")
ASYNC_MIDDLEWARE = ("accounts/signin/middleware.py",)


def sources():
    """Every module of the project with its parsed text."""
    for domain in DOMAINS:
        for path in sorted((ROOT / domain).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*DOMAINS, include_external_packages=True, exclude_type_checking_imports=True)


def expand(graph, patterns):
    """The modules that these patterns name."""
    for pattern in patterns:
        if pattern.endswith(".*"):
            package = pattern.removesuffix(".*")
            yield from {package, *graph.find_descendants(package)}
        else:
            assert pattern in graph.modules, f"{pattern} is gone"
            yield pattern


def test_contracts_hold(monkeypatch):
    """The same as `lint-imports`: .importlinter says what may import what."""
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        failed = lint_imports(no_cache=True)
    assert not failed, said.getvalue()


def test_every_area_has_a_contract_for_its_files():
    """An area without one would grow without an order. `chat` and `exchanges` may start flat."""
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    areas = [path.parent for domain in DOMAINS[1:-1] for path in (ROOT / domain).glob("*/models.py")]
    missing = [".".join(area.relative_to(ROOT).parts) for area in areas]
    placed = {name for block in re.findall(r"containers =((?:\s+[\w.]+)+?)\nexhaustive", text) for name in block.split()}
    assert [name for name in missing if name not in placed] == []


def test_pure_modules_know_nothing_of_the_world(graph):
    chains = [
        graph.find_shortest_chain(importer=module, imported=outside)
        for module in expand(graph, PURE)
        for outside in WORLD
        if outside in graph.modules
    ]
    assert [" → ".join(chain) for chain in chains if chain] == []


def test_doors_are_private_to_their_domain(graph):
    found = []
    for module in graph.modules:
        domain = module.split(".")[0]
        if domain == "config" or domain not in DOMAINS:
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            other, last = imported.split(".")[0], imported.split(".")[-1]
            if other in DOMAINS and other not in {domain, "lib"} and last in DOORS:
                found.append(f"{module} → {imported}")
    assert found == []


def test_services_know_no_doors(graph):
    """Services never import tasks: they enqueue by name."""
    found = [
        f"{module} → {imported}"
        for module in graph.modules
        if module.split(".")[-1] in {"services", "queries", "access", "models", "querysets"}
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.split(".")[-1] in DOORS - {"broadcast", "protocol"} and imported.split(".")[0] in DOMAINS
    ]
    assert found == []


def test_async_def_stands_only_where_sockets_are():
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in sources()
        if not path.startswith(ASYNC_IN) and path not in ASYNC_MIDDLEWARE
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
    ]
    assert found == []


def test_consumers_and_arenas_touch_no_rows():
    """They call services and queries in threads; `Model.objects` is none of their business."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if path.endswith(("consumers.py", "arena.py", "arenas.py"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert found == []


def test_every_enqueued_name_is_a_registered_job():
    asked = {
        (f"{path}:{node.lineno}", _text(path, node.args[0]))
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in {"enqueue", "jobs.enqueue"}
    }
    assert [where for where, name in asked if name not in jobs.registered_names()] == []
    assert jobs.registered_names() >= {"quizzes.command_game"}


def _text(path, node):
    """What is written there, or what the module's constant of this name holds."""
    if isinstance(node, ast.Constant):
        return node.value
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    return getattr(module, ast.unparse(node), None)


def test_beat_calls_only_tasks_that_exist():
    from config.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_tasks_are_named_in_full():
    """A task without an explicit name changes its name with its module, and messages on their way are lost."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            for decorator in getattr(node, "decorator_list", []):
                text = ast.unparse(decorator)
                if text.split("(")[0] in {"shared_task", "app.task"} and "name=" not in text:
                    found.append(f"{path}:{node.lineno}")
    assert found == []


def test_no_except_exception_speaks_to_a_client():
    """Whoever catches everything logs it, or gives it on; it never becomes a text for somebody outside."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            ):
                does = " ".join(ast.unparse(one) for one in node.body)
                if not any(word in does for word in ("log.", "logger.", "raise", "_resolve(", "_note_failure(", "work.throw(")):
                    found.append(f"{path}:{node.lineno}")
    assert found == []
