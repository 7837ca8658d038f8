"""On SQLite, too, no line of the audit trail can be taken out; PostgreSQL has refused that from the beginning.

Until now SQLite only refused to change one. Tests that empty the whole database put the trigger aside for that moment
(tests/conftest.py). A later migration that alters this table on SQLite rebuilds it without its triggers: run `forbid` of
0002 and of this one after it.
"""

from django.db import migrations

FORBID = """
    CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON accounts_auditentry
    BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END
    """
ALLOW = "DROP TRIGGER IF EXISTS audit_never_shrinks"


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(FORBID, params=None)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(ALLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_support_country")]

    operations = [migrations.RunPython(forbid, allow)]
