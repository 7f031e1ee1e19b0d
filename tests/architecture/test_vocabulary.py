"""The same file name means the same thing everywhere. A new name is added here, in the commit that needs it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("config", "lib", "accounts", "quizzes", "courses", "chat", "exchanges")

EVERYWHERE = set(
    """__init__ apps checks models admin tasks querysets access services queries errors signals receivers forms views urls
    serializers api api_urls""".split()
)
# Where a name stands once, it says what it holds.
PLACES = {
    "config": "settings settings_test env asgi routing urls views api_v1 celery",
    "lib": """api_errors parsers pagination rate_limits sockets hub wires threads writer jobs outbox uploads images
        processes ticker addresses back_office broker health heartbeats logs metrics middleware statements
        static_storage openapi search personal_data codes context mailbox rechecks folding sealing letters
        lookalikes signatures archives storages buckets file_limits inspection usage""",
    "lib/serving": "banner bodies edge files ranges lifespan parent prepare worker wsgi broker ports",
    "accounts/signin": """passwords links emails email_views mail_api mail_forms oidc throttle adapter backends hashers
        middleware second_factor social stages devices authentication permissions code_views link_views setup_views
        invitation_views invitation_forms factor_views factor_forms social_views passkey_views""",
    "accounts/users": "roles validation middleware sign_ins ways_in circles",
    "accounts/tokens": "authentication",
    "accounts/audit": "kinds devices",
    "accounts/sessions": "middleware",
    "accounts/passkeys": "adapter ceremony",
    "accounts/totp": "algorithm",
    "accounts/api_keys": "authentication scopes",
    "accounts/notifications": "kinds",
    "accounts": "personal_data",
    "quizzes": "personal_data",
    "accounts/profile": "erasure exports pictures data_views data_api",
    "quizzes/library": "question_types transfer drafting frozen limits",
    "quizzes/library/question_types": "kinds shapes options bins spelling choice numeric text unscored",
    "quizzes/live": """engine scoring protocol broadcast consumers routing arena arenas judging frames intake statements content
        nicknames tokens devices charts panels wording results results_api results_export results_serializers
        results_views""",
    "courses": "demo",
}
# Tests of a whole domain, each one table.
TABLES = {"test_permissions.py", "test_bad_input.py", "test_every_way_in.py", "test_attacks.py"}
ANY_NAME = ("migrations", "commands", "templatetags", "demo")
NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "managers",
    "core",
    "base",
    "main",
    "stuff",
    "new",
}


def modules():
    for domain in DOMAINS:
        for path in sorted((ROOT / domain).rglob("*.py")):
            if not set(ANY_NAME) & set(path.relative_to(ROOT).parts[:-1]):
                yield path.relative_to(ROOT)


def test_every_file_name_is_known():
    unknown = [
        path.as_posix()
        for path in modules()
        if path.stem not in EVERYWHERE and path.stem not in PLACES.get(path.parent.as_posix(), "").split()
    ]
    assert unknown == []


def test_no_module_is_named_for_nothing():
    names = {path for path in (*ROOT.glob("*/**/*.py"),) if path.parts[len(ROOT.parts)] in (*DOMAINS, "tests", "loadtest")}
    assert [path.as_posix() for path in names if path.stem in NAMELESS] == []


def test_the_top_level_holds_what_a_convention_asks_for():
    allowed = {*DOMAINS, *"templates static tests docs locale loadtest data staticfiles shots".split()}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
    assert folders - allowed == set()


def test_tests_stand_where_the_code_stands():
    """tests/<app>/<area>/test_<module>.py, or what begins with the module's name; stories and shared things stand apart."""
    apart = {"architecture", "browser", "journeys", "factories", "soak"}
    lost = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        inside = path.relative_to(ROOT / "tests")
        if inside.parts[0] in apart or inside.name in TABLES:
            continue
        folder = ROOT / inside.parent
        names = {one.stem for one in folder.glob("*") if one.suffix == ".py" or one.is_dir()}
        stem = inside.stem.removeprefix("test_")
        # A package's __init__ is a registry where it is more than a marker.
        if stem == "registry" and "__init__" in names:
            continue
        if not any(stem == name or stem.startswith(f"{name}_") for name in names):
            lost.append(inside.as_posix())
    assert lost == []
