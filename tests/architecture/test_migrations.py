"""Nothing is missing, no app has two leaves, and every step can be undone or says why not."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("lib", "accounts", "quizzes", "courses", "chat", "exchanges")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_app_has_two_leaves():
    graph = MigrationLoader(None).graph
    leaves = {app: graph.leaf_nodes(app) for app in OURS if apps.is_installed(app)}
    assert {app: found for app, found in leaves.items() if len(found) > 1} == {}


@pytest.mark.django_db
def test_every_table_is_there():
    tables = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in apps.get_models() if model._meta.managed} <= tables


def test_models_are_named_for_one_thing():
    """No model starts with Test (pytest would collect it); Module and Session alone mean two things here."""
    names = {model.__name__ for model in apps.get_models() if model._meta.app_label in OURS}
    assert {name for name in names if name.startswith("Test") or name in {"Module", "Session"}} == set()


def test_every_field_that_points_at_a_user_says_what_happens_when_the_user_goes():
    """By an explicit on_delete, which Django asks for; and a name backwards that is not the default's `…_set`."""
    vague = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.many_to_one and field.remote_field.related_name is None
    ]
    assert vague == []
