"""The words of what can be found, indexed by the database itself.

On SQLite an FTS5 table kept in step by triggers, on PostgreSQL a generated column. A later migration that alters this
table on SQLite rebuilds it without its triggers: run `index` again after it.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE courses_findable_words USING fts5(
        title_stems, lead_stems, text_stems, content='courses_findable', content_rowid='id', tokenize='unicode61'
    )
    """,
    """
    CREATE TRIGGER courses_findable_put AFTER INSERT ON courses_findable BEGIN
        INSERT INTO courses_findable_words (rowid, title_stems, lead_stems, text_stems)
        VALUES (new.id, new.title_stems, new.lead_stems, new.text_stems);
    END
    """,
    """
    CREATE TRIGGER courses_findable_take AFTER DELETE ON courses_findable BEGIN
        INSERT INTO courses_findable_words (courses_findable_words, rowid, title_stems, lead_stems, text_stems)
        VALUES ('delete', old.id, old.title_stems, old.lead_stems, old.text_stems);
    END
    """,
    """
    CREATE TRIGGER courses_findable_change AFTER UPDATE ON courses_findable BEGIN
        INSERT INTO courses_findable_words (courses_findable_words, rowid, title_stems, lead_stems, text_stems)
        VALUES ('delete', old.id, old.title_stems, old.lead_stems, old.text_stems);
        INSERT INTO courses_findable_words (rowid, title_stems, lead_stems, text_stems)
        VALUES (new.id, new.title_stems, new.lead_stems, new.text_stems);
    END
    """,
    "INSERT INTO courses_findable_words (courses_findable_words) VALUES ('rebuild')",
)
POSTGRESQL = (
    """
    ALTER TABLE courses_findable ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_stems), 'A')
        || setweight(to_tsvector('simple', lead_stems), 'B')
        || setweight(to_tsvector('simple', text_stems), 'C')
    ) STORED
    """,
    "CREATE INDEX courses_findable_words ON courses_findable USING gin (words)",
)
UNDO = {
    "postgresql": ("ALTER TABLE courses_findable DROP COLUMN words",),
    "sqlite": (
        "DROP TRIGGER courses_findable_change",
        "DROP TRIGGER courses_findable_take",
        "DROP TRIGGER courses_findable_put",
        "DROP TABLE courses_findable_words",
    ),
}


def index(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def forget(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_findable")]

    operations = [migrations.RunPython(index, forget)]
