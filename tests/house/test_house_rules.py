"""The laws of the house, each with its reason in the message."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps as django_apps
from django.conf import settings

from common.declarations import Declaration
from tests.house.reading import FLOORS, PUBLIC_ROOMS, ROOT, apps, config, floor_of, imported, sources, tree

TEMPLATES = ROOT / "templates"
VIEW_ROOMS = ("views", "tasks", "templatetags", "http")


def contract(name: str) -> dict:
    return next(c for c in config()["tool"]["importlinter"]["contracts"] if c["id"] == name)


def test_every_app_stands_on_a_floor_and_is_a_container_of_rooms():
    standing = {name.strip("() ") for layer in contract("floors")["layers"] for name in layer.split("|")}
    assert set(apps()) | {"config"} == standing, "An app outside the floors is an app nobody checks."
    assert set(contract("rooms")["containers"]) == set(apps()) - {"common"}
    assert set(config()["tool"]["importlinter"]["root_packages"]) == standing
    assert set(settings.HOUSE_APPS) == set(apps())


def test_the_floors_of_the_linter_are_the_floors_of_these_tests():
    declared = [{name.strip("() ") for name in layer.split("|")} for layer in contract("floors")["layers"]]
    assert declared == [floor & set(apps()) | floor & {"config"} for floor in FLOORS]


def test_every_rules_room_is_kept_free_of_django():
    rooms = {
        f"{app}.rules"
        for app in apps()
        if (ROOT / app / "rules").is_dir() or (ROOT / app / "rules.py").exists()
    }
    missing = rooms - set(contract("pure")["source_modules"])
    assert not missing, f"Add {missing} to the contract “pure”: rules are plain values in, plain values out."


@pytest.mark.parametrize("app", apps())
def test_apps_use_only_each_others_public_face(app: str):
    others = set(apps()) - {app, "common"}
    for path in sources(app):
        for name in imported(path):
            owner, _, rest = name.partition(".")
            if owner not in others:
                continue
            room = rest.split(".")[0]
            allowed = PUBLIC_ROOMS | ({"grammar"} if owner == "library" else set()) | exceptions(app, owner)
            assert room in allowed, (
                f"{path.relative_to(ROOT)} imports {name}: {owner}.{room} is its own business."
            )


def exceptions(app: str, owner: str) -> set[str]:
    """The local mailbox page reads what the local mail backend wrote."""
    return {"adapter"} if (app, owner) == ("pages", "outbox") else set()


def rooms_that_must_not_query() -> Iterator[Path]:
    for app in apps():
        yield from (p for p in sources(app) if {p.stem, *p.relative_to(ROOT / app).parts} & set(VIEW_ROOMS))


def test_views_tasks_and_tags_never_touch_objects():
    for path in rooms_that_must_not_query():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {
                "objects",
                "_default_manager",
                "raw",
                "extra",
            }:
                pytest.fail(
                    f"{path.relative_to(ROOT)}:{node.lineno} queries. A query is a step in querysets.py."
                )


def test_querysets_never_import_models():
    for app in apps():
        for path in sources(app):
            if path.stem == "querysets":
                assert not [name for name in imported(path) if name.startswith(f"{app}.models")]


def test_services_never_import_tasks():
    for app in apps():
        for path in sources(app):
            if "tasks" not in path.stem:
                bad = [name for name in imported(path) if ".tasks" in name and name.split(".")[0] in apps()]
                assert not bad, f"{path}: {bad}: work is started by name, through common.wake."


def test_nothing_is_scheduled_with_an_eta_or_a_countdown():
    for app in [*apps(), "config"]:
        for path in sources(app):
            found = re.search(
                r"\b(eta|countdown)\s*=|\.retry\(|apply_async|delay_on_commit|\.delay\(", path.read_text()
            )
            assert not found, (
                f"{path.relative_to(ROOT)}: times live in rows; a broker repeats or loses late messages."
            )


def test_pure_rooms_have_no_clock():
    pure = [
        p for app in apps() for p in sources(app) if "rules" in {p.stem, *p.parts} or "grammar" in p.parts
    ]
    for path in pure:
        found = re.search(
            r"\b(datetime\.now|date\.today|time\.time|timezone\.now|utcnow)\(", path.read_text()
        )
        assert not found, f"{path.relative_to(ROOT)} asks for the time; rules are told `now`."


def test_every_table_declares_what_becomes_of_it():
    for model in django_apps.get_models(include_auto_created=False):
        if model._meta.app_label in apps():
            declared = getattr(model, "personal_data", None)
            assert isinstance(declared, Declaration), (
                f"{model.__name__} has no personal_data (common.declarations)."
            )


def test_every_module_says_what_it_holds():
    for app in [*apps(), "config"]:
        for path in sources(app):
            if path.stat().st_size:
                assert ast.get_docstring(tree(path)), f"{path.relative_to(ROOT)} has no docstring."


def test_files_and_functions_stay_small():
    for app in [*apps(), "config"]:
        for path in sources(app):
            assert path.read_text().count("\n") <= 300, (
                f"{path.relative_to(ROOT)} outgrew 300 lines: split it."
            )
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    size = (node.end_lineno or 0) - node.lineno + 1
                    assert size <= 50, f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {size} lines."


def test_content_holds_no_python():
    assert not list((ROOT / "content").rglob("*.py"))


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def room_of(path: Path) -> str:
    parts = path.relative_to(TEMPLATES).parts
    return parts[0] if len(parts) > 1 else ""


def test_templates_include_only_from_their_own_room_or_components():
    for path in templates():
        for name in re.findall(r"{%\s*include\s+[\"']([^\"']+)", path.read_text()):
            owner = name.split("/")[0]
            assert owner in {room_of(path), "components", "emails"}, (
                f"{path.relative_to(ROOT)} includes {name}."
            )


def test_templates_load_tags_only_from_their_own_floor_or_below():
    owners = {path.stem: app for app in apps() for path in (ROOT / app).glob("templatetags/*.py")}
    for path in templates():
        room = room_of(path)
        for names in re.findall(r"{%\s*load\s+([^%]+)%}", path.read_text()):
            for name in names.split():
                if name in owners and room in apps():
                    assert floor_of(owners[name]) >= floor_of(room), (
                        f"{path.relative_to(ROOT)} loads {name} upwards."
                    )


def test_no_page_has_inline_style_or_script():
    for path in templates():
        if room_of(path) == "emails" or "emails" in path.parts or "email" in path.parts:
            continue
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text), (
            path.relative_to(ROOT)
        )
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, flags=re.S):
            assert "src=" in attributes, f"{path.relative_to(ROOT)} has an inline script."
            assert not body.strip(), f"{path.relative_to(ROOT)} has an inline script."


def test_no_template_names_a_foreign_origin_for_a_resource():
    for path in templates():
        found = re.search(
            r"<(?:link|script|img|iframe|source)[^>]+(?:src|href)=[\"']https?://", path.read_text()
        )
        assert not found, f"{path.relative_to(ROOT)} asks another site for something."


def test_words_for_people_are_marked_for_translation():
    for path in templates():
        if path.suffix == ".html" and room_of(path) not in {"components", "emails"}:
            text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
            text = re.sub(
                r"{%\s*blocktrans(?:late)?.*?{%\s*endblocktrans(?:late)?\s*%}", "", text, flags=re.S
            )
            text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
            text = re.sub(
                r"<(?:style|script).*?</(?:style|script)>|<!--.*?-->|<[^>]*>", "\n", text, flags=re.S
            )
            bare = [line.strip() for line in text.splitlines() if re.search(r"[A-Za-z]{3,} [a-z]{2,}", line)]
            assert not bare, f"{path.relative_to(ROOT)}: not marked for translation: {bare[:3]}"
