"""The library's branch of a publication: its shelves as rows, and the publication row itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.rows import settle
from library.grammar import LibraryTree
from library.grammar.trees import (
    ChangeTree,
    FeelingGroupTree,
    NeedTree,
    ReferenceTree,
    StartQuestionTree,
    SupportLineTree,
    TermTree,
)
from library.models import (
    Change,
    FeelingGroup,
    Need,
    Publication,
    Reference,
    StartQuestion,
    SupportLine,
    Term,
)
from library.rules import country_code, line_key


def publish(*, tree: LibraryTree, resolve: Callable[[str], str]) -> list[str]:
    """Put terms, references, support lines, feeling words, needs, questions and changes into rows.

    Says what changed. `resolve` finishes the links in HTML.
    """
    return [
        *_keep_all(Term, {t.key: _term(t, resolve) for t in tree.glossary}, _("glossary")),
        *_keep_all(Reference, {r.key: _reference(r) for r in tree.references}, _("references")),
        *_keep_all(SupportLine, _lines(tree.support_lines), _("support lines")),
        *_keep_all(FeelingGroup, _groups(tree.feelings), _("feeling words")),
        *_keep_all(Need, _needs(tree.needs), _("needs")),
        *_keep_all(StartQuestion, _questions(tree.start), _("questions where to start")),
        *_keep_all(Change, _changes(tree.changes), _("changes after reports")),
    ]


def lock() -> None:
    """Let one publication run at a time: hold the current one until this transaction ends."""
    list(Publication.objects.current().select_for_update().values("pk"))


def is_current(tree: LibraryTree) -> bool:
    return bool(Publication.objects.current().filter(digest=tree.digest).exists())


@transaction.atomic
def record(*, tree: LibraryTree, by: Any, changes: Sequence[str], now: datetime) -> Publication:
    """Write the publication down, with the whole tree, as the current one. `by` is a user, or None for a command."""
    Publication.objects.current().update(is_current=False)
    publication = Publication(
        digest=tree.digest, changes=list(changes), published_at=now, published_by=by, is_current=True
    )
    publication.tree_text = tree.model_dump_json()
    publication.save()
    return publication


def _term(term: TermTree, resolve: Callable[[str], str]) -> dict[str, Any]:
    return {"term": term.term, "definition_html": resolve(term.definition_html)}


def _reference(reference: ReferenceTree) -> dict[str, Any]:
    return {
        "authors": reference.authors,
        "year": str(reference.year),
        "title": reference.title,
        "venue": reference.venue,
        "url": reference.url or (f"https://doi.org/{reference.doi}" if reference.doi else ""),
    }


def _lines(lines: Iterable[SupportLineTree]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for position, line in enumerate(lines):
        country = country_code(line.country)
        key = line_key(country, line.kind, line.service)
        found[key if key not in found else f"{key[:110]}-{position}"] = {
            "country": country,
            "kind": line.kind,
            "service": line.service,
            "number": line.number,
            "hours": line.hours,
            "channels": ", ".join(line.channels),
            "source_url": line.source_url,
            "last_verified": line.last_verified,
            "is_confirmed": line.confirmed,
            "position": position,
        }
    return found


def _groups(groups: Iterable[FeelingGroupTree]) -> dict[str, dict[str, Any]]:
    return {
        group.key: {
            "title": group.title,
            "energy": group.energy,
            "tone": group.tone,
            "words": list(group.words),
            "position": position,
        }
        for position, group in enumerate(groups)
    }


def _needs(needs: Iterable[NeedTree]) -> dict[str, dict[str, Any]]:
    return {
        need.key: {
            "title": need.title,
            "hint": need.hint,
            "exercises": list(need.exercises),
            "help": need.help or "",
            "position": position,
        }
        for position, need in enumerate(needs)
    }


def _questions(questions: Iterable[StartQuestionTree]) -> dict[str, dict[str, Any]]:
    return {
        question.key: {
            "text": question.text,
            "answers": [answer.model_dump(mode="json") for answer in question.answers],
            "position": position,
        }
        for position, question in enumerate(questions)
    }


def _changes(changes: Iterable[ChangeTree]) -> dict[str, dict[str, Any]]:
    return {f"{change.lesson}-{change.revision}": change.model_dump() for change in changes}


def _keep_all(model: Any, wanted: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    """Make the table say what the tree says; a vanished key is retired, a returning one is brought back."""
    rows: dict[str, Any] = {row.key: row for row in model.objects.all()}
    changed = sum(
        bool(settle(rows.get(key) or model(key=key), {**values, "is_retired": False}))
        for key, values in wanted.items()
    )
    changed += sum(bool(settle(row, {"is_retired": True})) for key, row in rows.items() if key not in wanted)
    return [_("%(name)s: %(n)d changed") % {"name": name, "n": changed}] if changed else []
