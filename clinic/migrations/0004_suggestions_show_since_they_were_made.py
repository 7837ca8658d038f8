from django.db import migrations, models


def show_since_made(apps, schema_editor):
    apps.get_model("clinic", "Assignment").objects.filter(shown_from=None).update(
        shown_from=models.F("assigned_at")
    )


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_sessions_plans_and_marks")]

    operations = [migrations.RunPython(show_since_made, migrations.RunPython.noop)]
