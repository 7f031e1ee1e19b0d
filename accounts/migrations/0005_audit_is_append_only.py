"""The database refuses to change an event, whoever asks: a query of ours, the admin, a hand at the console.

Deleting stays possible: events go when their time is over. On SQLite a later change of the table's columns makes the
table anew and drops the trigger; such a migration must end with `make_append_only` again, and a test fails without.
"""

from typing import Any

from django.db import migrations

SQLITE = """
    CREATE TRIGGER accounts_auditevent_append_only BEFORE UPDATE ON accounts_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END
"""
POSTGRESQL = """
    CREATE OR REPLACE FUNCTION accounts_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit events are never changed' USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE OR REPLACE TRIGGER accounts_auditevent_append_only BEFORE UPDATE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION accounts_auditevent_refuse();
"""
SQLITE_BACK = "DROP TRIGGER IF EXISTS accounts_auditevent_append_only"
POSTGRESQL_BACK = """
    DROP TRIGGER IF EXISTS accounts_auditevent_append_only ON accounts_auditevent;
    DROP FUNCTION IF EXISTS accounts_auditevent_refuse();
"""


def make_append_only(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute({"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor])


def make_changeable(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_note_looks")]
    operations = [migrations.RunPython(make_append_only, make_changeable)]
