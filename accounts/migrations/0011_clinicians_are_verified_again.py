from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_visit_names")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="clinician_term",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
