"""Every sheet of a scale notes the fingerprint of the words it was answered on; earlier ones learn it from their version."""

import hashlib
import json

from django.db import migrations


def fingerprint(definition):
    """As quizzes.rules.scoring.text_hash was when this was written."""
    words = [
        definition["instructions"],
        [anchor["label"] for anchor in definition["anchors"]],
        [[item["id"], item["text"]] for item in definition["items"]],
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def note(apps, schema_editor):
    Sitting = apps.get_model("quizzes", "Sitting")
    for version in apps.get_model("quizzes", "QuizVersion").objects.filter(quiz__kind="scale").iterator():
        Sitting.objects.filter(version=version).update(text_hash=fingerprint(version.definition))


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0003_licences_packs_and_figures")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
