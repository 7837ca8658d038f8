from datetime import UTC, datetime, timedelta

from django.db import migrations, models

USEFUL_FOR = timedelta(hours=48)


def give_moments(apps, schema_editor):
    """What is told of already is known by its key, and is not told twice."""
    since = datetime.now(UTC) - USEFUL_FOR
    suggested = apps.get_model("clinic", "Assignment").objects.filter(state="suggested", tell_at=None)
    suggested.filter(shown_from__gt=since).update(tell_at=models.F("shown_from"))
    nudges = apps.get_model("clinic", "Nudge").objects.filter(put_away_at=None, tell_at=None)
    nudges.filter(sent_at__gt=since).update(tell_at=models.F("sent_at"))


class Migration(migrations.Migration):
    dependencies = [("clinic", "0008_moments_to_tell_of")]

    operations = [migrations.RunPython(give_moments, migrations.RunPython.noop)]
