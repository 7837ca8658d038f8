"""The database itself keeps the record of looks: rows are added, never changed, and never taken out one by one.

A look goes only with its link, and a link only with the account of one of the two. Deleting a link is the one, named
way: a trigger on it deletes its looks (Django leaves that to the database: `DO_NOTHING`), and the trigger on looks lets
pass only those whose link is going. PostgreSQL sees that for itself, since the link is gone by then. On SQLite the
trigger may not name the table of links, or that table could never be rebuilt (a rename checks every trigger); the link's
trigger says so in a table of its own, which is empty at any other moment.

A later migration that rebuilds a table on SQLite drops the triggers on it. Around one that alters looks run `allow`
before and `forbid` after it; after one that alters links run `renew`. tests/clinic/test_looks.py fails otherwise.
"""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = (
    """
    CREATE FUNCTION looks_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM clinic_link WHERE id = OLD.link_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'The record of looks is append-only.';
    END $$
    """,
    """
    CREATE TRIGGER looks_only_grow BEFORE UPDATE OR DELETE ON clinic_look
    FOR EACH ROW EXECUTE FUNCTION looks_only_grow()
    """,
    """
    CREATE FUNCTION looks_go_with_their_link() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM clinic_look WHERE link_id = OLD.id; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER looks_go_with_their_link AFTER DELETE ON clinic_link
    FOR EACH ROW EXECUTE FUNCTION looks_go_with_their_link()
    """,
)
SQLITE_LINKS = """
    CREATE TRIGGER looks_go_with_their_link AFTER DELETE ON clinic_link
    BEGIN
        INSERT INTO clinic_look_leaving (link_id) VALUES (OLD.id);
        DELETE FROM clinic_look WHERE link_id = OLD.id;
        DELETE FROM clinic_look_leaving WHERE link_id = OLD.id;
    END
    """
SQLITE = (
    "CREATE TABLE clinic_look_leaving (link_id integer NOT NULL PRIMARY KEY)",
    """
    CREATE TRIGGER looks_never_change BEFORE UPDATE ON clinic_look
    BEGIN SELECT RAISE(ABORT, 'The record of looks is append-only.'); END
    """,
    """
    CREATE TRIGGER looks_are_never_taken_out BEFORE DELETE ON clinic_look
    WHEN NOT EXISTS (SELECT 1 FROM clinic_look_leaving WHERE link_id = OLD.link_id)
    BEGIN SELECT RAISE(ABORT, 'The record of looks is append-only.'); END
    """,
    SQLITE_LINKS,
)
UNDO = {
    "postgresql": (
        "DROP TRIGGER looks_go_with_their_link ON clinic_link",
        "DROP FUNCTION looks_go_with_their_link()",
        "DROP TRIGGER looks_only_grow ON clinic_look",
        "DROP FUNCTION looks_only_grow()",
    ),
    "sqlite": (
        "DROP TRIGGER looks_go_with_their_link",
        "DROP TRIGGER looks_are_never_taken_out",
        "DROP TRIGGER looks_never_change",
        "DROP TABLE clinic_look_leaving",
    ),
}


def forbid(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def renew(apps, schema_editor):
    """After a rebuild of the table of links, which takes its trigger away; PostgreSQL rebuilds nothing."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS looks_go_with_their_link", params=None)
        schema_editor.execute(SQLITE_LINKS, params=None)


class Migration(migrations.Migration):
    dependencies = [("clinic", "0005_every_suggestion_has_a_day")]

    operations = [
        migrations.AlterField(
            model_name="look",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="looks", to="clinic.link"
            ),
        ),
        migrations.RunPython(forbid, allow),
    ]
