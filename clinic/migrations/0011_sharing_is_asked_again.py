"""After a suspension clients are asked again. Nobody's sharing is opened or closed by this: all begin in one term.

SQLite rebuilds the table of links for it, and drops the trigger that lets looks go with their link.
"""

from importlib import import_module

from django.db import migrations, models

renew = import_module("clinic.migrations.0006_looks_only_grow").renew


class Migration(migrations.Migration):
    dependencies = [("clinic", "0010_nobody_is_asked_again_and_again")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, renew),
        migrations.AddField(
            model_name="link",
            name="agreed_in_term",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="link",
            name="closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
