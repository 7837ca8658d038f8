from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_full_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="enrolment",
            name="enrolments_by_return_day",
        ),
        migrations.AddField(
            model_name="enrolment",
            name="return_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("return_due_at__isnull", False)),
                fields=["return_due_at"],
                name="enrolments_by_return_moment",
            ),
        ),
    ]
