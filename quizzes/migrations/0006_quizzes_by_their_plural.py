"""What the admin calls them; nothing in the database changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0005_versions_never_change"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="quiz",
            options={"verbose_name": "quiz", "verbose_name_plural": "quizzes"},
        ),
    ]
