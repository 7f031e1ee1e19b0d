"""What the pages under docs/ say is what the code does: frames, examples, codes, environment variables, dependencies."""

import ast
import json
import re
from pathlib import Path

import msgspec
import pytest

from lib import sockets
from quizzes.live import protocol

ROOT = Path(__file__).resolve().parents[2]
GAMES = (ROOT / "docs" / "protocols" / "games.md").read_text(encoding="utf-8")
STRUCTS = {
    name: struct
    for name, struct in vars(protocol).items()
    if isinstance(struct, type) and issubclass(struct, msgspec.Struct) and struct is not msgspec.Struct
}
CLIENT = {struct.__struct_config__.tag: struct for struct in protocol.ClientFrame.__args__}
EXAMPLES = [json.loads(line) for block in re.findall(r"```json\n(.*?)```", GAMES, re.DOTALL) for line in block.splitlines()]


def fields_of(struct):
    """Names of a frame's fields as they stand on the wire."""
    names = set(struct.__struct_fields__)
    return names | {"type"} if struct.__struct_config__.tag else names


# The protocol of games --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STRUCTS)
def test_every_frame_is_on_its_page_with_every_field(name):
    assert f"`{name}`" in GAMES
    for field in STRUCTS[name].__struct_fields__:
        assert re.search(rf"`[^`]*\b{field}\b[^`]*`", GAMES), f"{name}.{field}"


def test_every_type_has_an_example():
    tags = {struct.__struct_config__.tag for struct in STRUCTS.values()} - {None, "joined"}

    assert tags <= {example["type"] for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_examples_have_the_fields_of_their_frame(example):
    candidates = [
        struct for struct in (*STRUCTS.values(), sockets.ErrorFrame) if struct.__struct_config__.tag == example["type"]
    ]

    if example["type"] in CLIENT:
        protocol.decoder.decode(json.dumps(example))
    else:
        assert set(example) in [fields_of(struct) for struct in candidates]
    if "state" in example:
        state = protocol.HostState if example["type"] == "hosting" else protocol.PlayerState
        assert set(example["state"]) == fields_of(state)
    if "you" in example:
        assert set(example["you"]) == fields_of(protocol.You if example["type"] == "reveal" else protocol.FinalYou)


@pytest.mark.parametrize(
    "code",
    [
        sockets.CLOSE_NOT_SIGNED_IN,
        sockets.CLOSE_NOT_FOUND,
        sockets.CLOSE_TOO_SLOW,
        sockets.CLOSE_TOO_FAST,
        sockets.CLOSE_INTERNAL,
    ],
)
def test_close_codes_are_on_the_page(code):
    assert re.search(rf"^\| {code} \|", GAMES, re.MULTILINE)


def test_limits_of_a_socket_are_as_the_page_says():
    assert (sockets.Socket.frames_per_second, sockets.Socket.frames_at_once) == (20, 60)
    assert "20 frames a second" in GAMES
    assert "60 at once" in GAMES
    for number in (sockets.Socket.max_frame, sockets.Socket.dropped_before_close, sockets.MAX_QUEUED, sockets.MAX_QUEUED_CHARS):
        assert f"{number:,}" in GAMES


# The environment --------------------------------------------------------------------------------------------------


def variables():
    """Every name that a reader of config.env is called with in the settings."""
    readers = {"text", "flag", "number", "choice", "words", "origin", "origins", "networks", "prefix", "email_server"}
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    return sorted(
        {
            node.args[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
            and node.func.attr in readers
            and isinstance(node.args[0], ast.Constant)
        }
    )


def test_every_reader_of_the_environment_is_known_here():
    tree = ast.parse((ROOT / "config" / "env.py").read_text(encoding="utf-8"))
    readers = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}

    whole = {"email_server", "origin_or_address", "social_providers", "social_origins", "bucket", "bucket_origin"}
    assert readers == {"text", "flag", "number", "choice", "words", "origin", "origins", "networks", "prefix", *whole}


@pytest.mark.parametrize("page", [".env.example", "docs/deployment.md"])
def test_every_variable_is_explained(page):
    text = (ROOT / page).read_text(encoding="utf-8")

    missing = [name for name in variables() if not re.search(rf"\b{name}\b", text)]

    assert missing == []


def defaults():
    """The number that each numeric variable has when nobody sets it, as the settings name it."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "env.number"]
    return {call.args[0].value: call.args[1].value for call in calls}


def test_the_defaults_of_numbers_are_those_of_the_settings():
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \|", page, re.MULTILINE)
    pairs = [zip(re.findall(r"`(\w+)`", names), told.split(", "), strict=False) for names, told in rows]
    told = {name: number for pair in pairs for name, number in pair}

    assert {name: told.get(name) for name in defaults()} == {name: str(number) for name, number in defaults().items()}


def test_the_limits_of_accounts_are_those_of_the_settings():
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| (\d+) \|$", (ROOT / "docs" / "accounts.md").read_text("utf-8"), re.MULTILINE)
    limits = {name: int(number) for name, number in rows}

    assert len(limits) == 14
    assert limits == {name: defaults()[name] for name in limits}


# Dependencies -----------------------------------------------------------------------------------------------------


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs" / "decisions" / "0003-dependencies.md").read_text(encoding="utf-8")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = [re.split(r"[=\[;]", line)[0] for line in lines if line and not line.startswith("#")]

    assert [name for name in names if f"`{name}`" not in reasons] == []


# Decisions --------------------------------------------------------------------------------------------------------


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_decisions_are_numbered_one_by_one():
    assert [page.name[:5] for page in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_begins_with_its_number_and_its_date(page):
    number = page.name[:4]

    assert re.match(rf"# {number} · \S.*\n\n\d{{4}}-\d\d-\d\d · (accepted|replaced by \d{{4}})\n\n", page.read_text("utf-8"))


def test_decisions_that_the_code_names_are_there():
    modules = [path for folder in ("config", "lib", "accounts", "quizzes", "courses") for path in (ROOT / folder).rglob("*.py")]
    named = {number for path in modules for number in re.findall(r"docs/decisions/(\d{4})", path.read_text(encoding="utf-8"))}

    assert named <= {page.name[:4] for page in DECISIONS}


# Links ------------------------------------------------------------------------------------------------------------


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_modules_that_pages_name_exist(page):
    named = re.findall(
        r"`((?:config|lib|accounts|quizzes|courses|chat|exchanges|tests|templates|static)/[\w./-]+\.\w+)`",
        page.read_text("utf-8"),
    )

    assert [name for name in named if not (ROOT / name).exists()] == []
