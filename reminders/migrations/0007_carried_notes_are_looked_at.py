from datetime import UTC, datetime, timedelta

from django.db import migrations, models

USEFUL_FOR = timedelta(hours=48)


def look_again(apps, schema_editor):
    carried = apps.get_model("reminders", "Reminder").objects.filter(carried_by__isnull=False)
    carried.filter(due_at__gt=datetime.now(UTC) - USEFUL_FOR).update(look_again_at=models.F("due_at"))


class Migration(migrations.Migration):
    dependencies = [("reminders", "0006_moments_to_look_again")]

    operations = [migrations.RunPython(look_again, migrations.RunPython.noop)]
