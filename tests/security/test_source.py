"""What the code of the house never does, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.reading import ROOT, apps, imported, sources, tree

OPENS_CONNECTIONS = (
    "requests", "httpx", "urllib.request", "urllib3", "aiohttp", "http.client", "socket", "ftplib", "telnetlib",
)  # fmt: skip
RUNS_OTHERS = ("subprocess", "os.system", "os.popen", "os.exec", "pty", "commands")
LIVE_OBJECTS = ("pickle", "marshal", "shelve", "dill", "jsonpickle", "lxml", "jinja2", "mako")
WEAK = ("random", "hashlib.md5", "hashlib.sha1", "md5", "Crypto", "telnetlib")
# Where a module of that name is used for what it forbids, or after a check that stands beside it.
KNOWN = {
    ("common/fields.py", "pickle"),  # its error: an opened row refuses to be pickled
}
STATEMENTS = {  # SQL that is not the ORM's own: fixed words or names of our own columns, and values as parameters
    "outbox/services/claiming.py",
    "outbox/querysets.py",
    "courses/querysets/finding.py",
    "common/copies.py",
    "reminders/querysets.py",
}
SAFE = {  # HTML the grammar made and cleaned when it was published
    "html", "text_html", "feedback_html", "definition_html", "intro_html",
}  # fmt: skip


def files() -> list[Path]:
    return [path for app in (*apps(), "config") for path in sources(app)]


def uses(names: tuple[str, ...]) -> set[tuple[str, str]]:
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in files()
        for there in imported(path)
        for name in names
        if there == name or there.startswith(f"{name}.")
    }
    return found - KNOWN


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_the_server_asks_no_address_that_anybody_could_have_written():
    assert uses(OPENS_CONNECTIONS) == set()


def test_no_other_program_is_started():
    assert uses(RUNS_OTHERS) == set()


def test_nothing_is_read_back_as_live_objects():
    assert uses(LIVE_OBJECTS) == set()


def test_no_xml_is_parsed():
    """The grammar builds trees of elements, as its Markdown does; it reads none."""
    users = {path for path, _ in uses(("xml",))}
    assert {Path(path).parts[:2] for path in users} == {("library", "grammar")}
    for path in users:
        names = {name_of(call) for call in calls(ROOT / path)}
        assert not names & {"fromstring", "XML", "iterparse", "XMLParser", "fromstringlist"}, path


def test_no_weak_hash_and_no_guessable_number_guards_anything():
    assert uses(WEAK) == set()


def test_no_words_are_run_as_code():
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in files()
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec", "compile", "__import__"}
    }
    assert found == set()


def test_yaml_is_read_by_the_safe_loader_alone():
    assert not [
        path for path in files() if re.search(r"yaml\.(load|unsafe_load|full_load)\(", path.read_text())
        and "_Loader" not in path.read_text()
    ]  # fmt: skip


def test_sql_is_the_orms_or_fixed_words_with_parameters():
    raw = {"raw", "extra", "RawSQL"}
    for path in files():
        here = str(path.relative_to(ROOT))
        for call in calls(path):
            assert name_of(call) not in raw, f"{here}:{call.lineno}"
            if name_of(call) != "execute":
                continue
            assert here in STATEMENTS, f"{here}:{call.lineno}"
            assert not isinstance(call.args[0], ast.JoinedStr | ast.BinOp), f"{here}:{call.lineno}"


def is_fixed(words: ast.expr) -> bool:
    """Written here, or under a name in capitals."""
    return isinstance(words, ast.Constant) or (isinstance(words, ast.Name) and words.id.isupper())


def test_html_stands_in_a_page_as_it_is_only_where_the_grammar_cleaned_it():
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text()
        assert "autoescape off" not in text, template.name
        for value in re.findall(r"\{\{\s*([\w.]+)\|safe\b", text):
            field = value.rpartition(".")[2]
            is_label = template.name == "field.html" and field == "help_text"  # a form's own words
            assert field in SAFE or is_label or "account" in template.parts, f"{template.name}: {value}"
    for path in files():
        for call in calls(path):
            if name_of(call) in {"format_html", "format_html_join"}:
                given = call.args[: 2 if name_of(call) == "format_html_join" else 1]
                assert all(map(is_fixed, given)), f"{path.name}:{call.lineno}"


def test_no_template_is_made_of_words_that_came_in():
    assert uses(("django.template.Template", "django.template.engines", "django.template.base")) == set()
    for path in files():
        assert not [call for call in calls(path) if name_of(call) == "from_string"], path


def test_our_script_builds_no_page_from_words_and_keeps_nothing():
    banned = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|indexedDB|eval\(|"
        r"new Function|(?<!tabs)\.postMessage|document\.cookie|serviceWorker"
    )
    for script in (ROOT / "static").rglob("*.js"):
        found = banned.search(script.read_text())
        assert not found, f"{script.name}: {found and found[0]}"


def test_every_dependency_is_pinned_with_its_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        wanted = re.findall(r"^([\w.\[\]-]+)==\S+.*?(?=^\S|\Z)", (ROOT / name).read_text(), re.M | re.S)
        whole = re.findall(
            r"^[\w.\[\]-]+==[^\n]*\\\n(?:\s+--hash=sha256:[0-9a-f]{64}.*\n)+", (ROOT / name).read_text(), re.M
        )
        assert len(wanted) == len(whole) > 20, name


def test_no_secret_stands_in_the_repository():
    names = re.compile(r"(?i)(secret_key|api_key|password|token)\s*=\s*[\"'][A-Za-z0-9+/_-]{24,}[\"']")
    assert not [path for path in files() if names.search(path.read_text())]
