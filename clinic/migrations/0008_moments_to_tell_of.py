from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0007_suggestions_that_came_together"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="assignment",
            name="suggestions_by_moment",
        ),
        migrations.RemoveIndex(
            model_name="nudge",
            name="nudges_by_moment",
        ),
        migrations.AddField(
            model_name="assignment",
            name="tell_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="nudge",
            name="tell_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("tell_at__isnull", False)),
                fields=["tell_at"],
                name="suggestions_to_tell_of",
            ),
        ),
        migrations.AddIndex(
            model_name="nudge",
            index=models.Index(
                condition=models.Q(("tell_at__isnull", False)), fields=["tell_at"], name="nudges_to_tell_of"
            ),
        ),
    ]
