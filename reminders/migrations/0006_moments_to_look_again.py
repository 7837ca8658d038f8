from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_bounces_paces_and_age"),
        ("reminders", "0005_skipped_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="reminder",
            name="reminders_carried",
        ),
        migrations.AddField(
            model_name="reminder",
            name="look_again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="preferences",
            index=models.Index(
                condition=models.Q(("check_in_due_at__isnull", False)),
                fields=["check_in_due_at"],
                name="preferences_by_check_in",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("look_again_at__isnull", False)),
                fields=["look_again_at"],
                name="reminders_to_look_at_again",
            ),
        ),
    ]
