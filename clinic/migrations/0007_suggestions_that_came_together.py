from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0006_looks_only_grow")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="together_key",
            field=models.UUIDField(blank=True, editable=False, null=True),
        )
    ]
