"""Support lines and keys: small facts about published words."""

import pytest

from library.models import SupportLine, Term
from library.rules import country_code, line_key
from tests.builders import GLOSSARY, Folder


def test_countries_are_known_by_name_or_by_code():
    assert country_code("United Kingdom") == "GB"
    assert country_code("NZ") == "NZ"
    assert country_code("Elsewhere") == ""


def test_the_key_of_a_line_stays_while_its_name_stays():
    assert line_key("GB", "crisis", "Samaritans") == "gb-crisis-samaritans"
    assert line_key("", "directory", "Find a Helpline") == "elsewhere-directory-find-a-helpline"


@pytest.mark.django_db
def test_only_confirmed_lines_are_shown_and_vanished_ones_are_retired(tmp_path):
    folder = Folder(tmp_path).fill()
    lines = (folder.root / "support_lines.yaml").read_text()
    folder.publish()
    assert SupportLine.objects.shown().count() == 2
    folder.write("support_lines.yaml", lines.replace("confirmed: true", "confirmed: false", 1))
    folder.publish()
    assert [line.kind for line in SupportLine.objects.shown()] == ["directory"]
    folder.write("support_lines.yaml", lines[lines.index("- country: Elsewhere") :])
    folder.publish()
    assert SupportLine.objects.filter(is_retired=True).count() == 1


@pytest.mark.django_db
def test_a_term_that_comes_back_is_the_same_row(tmp_path):
    folder = Folder(tmp_path).fill()
    folder.publish()
    extra = "- key: alarm\n  term: Alarm\n  definition: What rings.\n"
    folder.write("glossary.yaml", GLOSSARY + extra)
    folder.publish()
    alarm = Term.objects.get(key="alarm")
    folder.write("glossary.yaml", GLOSSARY)
    folder.publish()
    assert list(Term.objects.published().values_list("key", flat=True)) == ["safe-base"]
    folder.write("glossary.yaml", GLOSSARY + extra)
    folder.publish()
    assert Term.objects.published().get(key="alarm") == alarm
