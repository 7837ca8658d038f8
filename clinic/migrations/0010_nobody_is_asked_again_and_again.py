from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0009_what_waits_has_moments")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="address_mark",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
