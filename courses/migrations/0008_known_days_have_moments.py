from datetime import UTC, datetime, time, timedelta

from django.db import migrations

# The day begins here first. Whoever claims a moment works it out anew where the person lives: too early does no harm.
EARLIEST_ZONE = timedelta(hours=14)
LOOK_BACK = timedelta(days=7)


def give_moments(apps, schema_editor):
    places = apps.get_model("courses", "Enrolment").objects
    first = datetime.now(UTC).date() - LOOK_BACK
    for day in places.filter(return_on__gte=first).values_list("return_on", flat=True).distinct():
        begins = datetime.combine(day, time(), UTC) - EARLIEST_ZONE
        places.filter(return_on=day, return_due_at=None).update(return_due_at=begins)


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_moments_of_coming_back")]

    operations = [migrations.RunPython(give_moments, migrations.RunPython.noop)]
