"""The database itself refuses to change the audit trail, whoever asks.

On PostgreSQL rows can be neither changed nor deleted (the test runner empties tables by TRUNCATE, which is left alone);
on SQLite they cannot be changed. A later migration that alters this table on SQLite rebuilds it without its triggers:
run `forbid` again after it.
"""

from django.db import migrations

TABLE = "accounts_auditentry"
POSTGRESQL = (
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The audit trail is append-only.'; END $$
    """,
    f"""
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()
    """,
)
SQLITE = (
    f"""
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END
    """,
)
UNDO = {
    "postgresql": (
        f"DROP TRIGGER audit_is_append_only ON {TABLE}",
        "DROP FUNCTION audit_is_append_only()",
    ),
    "sqlite": ("DROP TRIGGER audit_is_append_only",),
}


def forbid(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(forbid, allow)]
