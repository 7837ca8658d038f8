"""Sessions move into a table of ours: sealed, and each knows whose it is. Everybody signs in once more."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields


def empty_the_old_table(apps, schema_editor):
    """Django's own table held sessions readably. It stays, empty, for processes of the release before this one."""
    connection = schema_editor.connection
    if "django_session" in connection.introspection.table_names():
        schema_editor.execute("DELETE FROM django_session", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_people_who_moved"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "session_data",
                    common.fields.SealedField(as_json=False, editable=False, null=True, owner="session_key"),
                ),
                ("key", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "browser",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("firefox", "Firefox"),
                            ("chrome", "Chrome"),
                            ("edge", "Edge"),
                            ("safari", "Safari"),
                            ("opera", "Opera"),
                            ("samsung", "Samsung Internet"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "system",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("iphone", "an iPhone"),
                            ("ipad", "an iPad"),
                            ("android", "an Android device"),
                            ("windows", "a Windows computer"),
                            ("mac", "a Mac"),
                            ("chromebook", "a Chromebook"),
                            ("linux", "a Linux computer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_own_device", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
            },
        ),
        migrations.RunPython(empty_the_old_table, migrations.RunPython.noop),
    ]
