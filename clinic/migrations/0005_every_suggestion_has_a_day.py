from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0004_suggestions_show_since_they_were_made")]

    operations = [
        migrations.AlterField(model_name="assignment", name="shown_from", field=models.DateTimeField())
    ]
