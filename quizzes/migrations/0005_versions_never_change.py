"""The database itself refuses to change a published version, whoever asks: people answered those words.

A later migration that alters this table on SQLite rebuilds it without its trigger: run `forbid` again after it.
"""

from django.db import migrations

TABLE = "quizzes_quizversion"
POSTGRESQL = (
    """
    CREATE FUNCTION versions_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'A published version is never changed.'; END $$
    """,
    f"""
    CREATE TRIGGER versions_never_change BEFORE UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION versions_never_change()
    """,
)
SQLITE = (
    f"""
    CREATE TRIGGER versions_never_change BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'A published version is never changed.'); END
    """,
)
UNDO = {
    "postgresql": (
        f"DROP TRIGGER versions_never_change ON {TABLE}",
        "DROP FUNCTION versions_never_change()",
    ),
    "sqlite": ("DROP TRIGGER versions_never_change",),
}


def forbid(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0004_sheets_know_their_words")]

    operations = [migrations.RunPython(forbid, allow)]
