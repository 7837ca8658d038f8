from datetime import UTC, datetime, time, timedelta

from django.db import migrations

# The day begins here first. Whoever claims a moment works it out anew where the writer lives: too early does no harm.
EARLIEST_ZONE = timedelta(hours=14)
LOOK_BACK = timedelta(days=7)


def give_moments(apps, schema_editor):
    notes = apps.get_model("journal", "NoteFromMe").objects.filter(wants_mail=True, opened_at=None)
    first = datetime.now(UTC).date() - LOOK_BACK
    for day in notes.filter(opens_on__gte=first).values_list("opens_on", flat=True).distinct():
        begins = datetime.combine(day, time(), UTC) - EARLIEST_ZONE
        notes.filter(opens_on=day, mail_due_at=None).update(mail_due_at=begins)


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_moments_of_mails")]

    operations = [migrations.RunPython(give_moments, migrations.RunPython.noop)]
