from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitting",
            name="is_one_a_page",
            field=models.BooleanField(default=False),
        ),
    ]
