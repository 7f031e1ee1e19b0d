"""Every named route stands in a permission matrix, so a new page or endpoint cannot forget to say who may call it."""

import importlib
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
MATRICES = sorted((ROOT / "tests").glob("*/test_permissions.py"))
# The back office has its own walk: test_admin.
LEFT_OUT = ("admin:",)


def routes(resolver, namespaces=()):
    """(name with its namespaces, callback) of every address."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, (*namespaces, entry.namespace) if entry.namespace else namespaces)
        elif isinstance(entry, URLPattern):
            yield ":".join([*namespaces, entry.name or "?"]), entry.callback


ROUTES = [(name, view) for name, view in routes(get_resolver()) if not name.startswith(LEFT_OUT)]


@pytest.fixture(scope="module")
def matrix():
    modules = [importlib.import_module(f"tests.{path.parent.name}.test_permissions") for path in MATRICES]
    return [row for module in modules for row in module.MATRIX]


def test_every_route_has_a_name():
    assert [view for name, view in ROUTES if name.endswith("?")] == []


def test_every_route_is_in_a_matrix_and_every_row_is_a_route(matrix):
    names = {name for name, _ in ROUTES}
    listed = {row.name for row in matrix}
    assert names - listed == set()
    assert listed - names == set()


def test_every_method_of_an_api_route_is_in_a_matrix(matrix):
    listed = {(row.name, row.method) for row in matrix}
    missing = [
        (name, method)
        for name, view in ROUTES
        for method in (getattr(view, "actions", None) or {})
        if method != "head" and (name, method) not in listed
    ]
    assert missing == []


def test_what_changes_something_is_refused_to_who_is_not_signed_in(matrix):
    """But for the ways in."""
    ways_in = set(
        """auth-register auth-login auth-refresh auth-logout passkey-sign-in-options passkey-second-factor-options
        waitlist-list waitlist-status auth-magic-link auth-magic-link-confirm auth-password-reset
        auth-password-reset-confirm sign-in-link email-change""".split()
    )
    open_doors = [
        row.id
        for row in matrix
        if row.method != "get" and row.name not in ways_in and row.status_of("nobody") not in {302, 401, 403, 404, 405}
    ]
    assert open_doors == []
