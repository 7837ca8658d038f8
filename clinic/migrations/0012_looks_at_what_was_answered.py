from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0011_sharing_is_asked_again")]

    operations = [
        migrations.AlterField(
            model_name="look",
            name="what",
            field=models.CharField(
                choices=[
                    ("list", "Opened the list of clients, with what you shared or answered"),
                    ("client", "Opened your page"),
                    ("result", "Opened a result"),
                    ("entry", "Opened a page you marked"),
                    ("check-ins", "Opened how your check-ins go"),
                    ("suggest", "Went to suggest something, with what you had answered before"),
                    ("summary", "Made a summary to print"),
                    ("file", "Downloaded the list of clients, with what is agreed"),
                ],
                max_length=20,
            ),
        ),
    ]
