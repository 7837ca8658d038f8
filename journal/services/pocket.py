"""The pocket card of a person: its three panels, where their words may come from, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from common import pdf
from common.errors import RuleBroken
from journal.models import Entry, Exercise
from journal.rules.forms import Form
from journal.rules.pocket import PANELS, Panel, panel_text
from journal.services.forms import own_form
from journal.services.states import FormState, entry_states, form_state
from journal.services.writing import save_page


@dataclass(frozen=True)
class Source:
    """The exercise that fills a panel. `text` is what the person's newest entry of it says; empty without one."""

    title: str
    lesson_title: str
    lesson_url: str
    day: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Offer:
    """What may be brought to a panel, and whether something stands there already."""

    panel: Panel
    label: str
    is_empty: bool
    source: Source

    @property
    def button(self) -> str:
        return {
            "kit": _("Fill from your steady kit"),
            "signals": _("Fill from your signals"),
            "sentence": _("Fill from your pause sentence"),
        }[self.panel]


def card_form() -> Form:
    return own_form(Entry.Kind.CARD.value)


def card_of(
    *,
    writer: User,
    errors: Mapping[str, str] | None = None,
    posted: Mapping[str, Sequence[str]] | None = None,
) -> FormState:
    return form_state(writer=writer, form=card_form(), errors=errors, posted=posted)


def offers_for(*, writer: User, card: FormState) -> list[Offer]:
    """In the order of the panels; none for a panel that no exercise fills, or that already says the same."""
    sources = _sources(writer)
    offers = [
        Offer(panel, state.field.label, not state.is_answered, sources[panel])
        for panel in PANELS
        for state in card.fields
        if state.key == panel and panel in sources and sources[panel].text != state.value
    ]
    # An exercise without an entry is only worth a word where something is missing.
    return [offer for offer in offers if offer.source.text or offer.is_empty]


def save_card(*, writer: User, posted: Mapping[str, Sequence[str]], seen: Mapping[str, int]) -> None:
    """Keep what stands on the page, before anything else is done with it. Raises writing.FieldsRefused."""
    card = card_of(writer=writer)
    save_page(writer=writer, form=card.form, key=card.entry_key, posted=posted, seen=seen, keep=False)


def fill_panel(*, writer: User, panel: str, may_replace: bool) -> None:
    """Bring the words of the newest entry to a panel. What stands there goes only if the person said so."""
    card = card_of(writer=writer)
    offer = next((one for one in offers_for(writer=writer, card=card) if one.panel == panel), None)
    if offer is None or not offer.source.text:
        raise RuleBroken(_("There is nothing to bring over yet. You can write it here by hand."))
    if not (offer.is_empty or may_replace):
        raise RuleBroken(_("Something stands there already. It was left as it is."))
    seen = {state.key: state.sequence for state in card.fields}
    posted = {panel: [offer.source.text]}
    save_page(writer=writer, form=card.form, key=card.entry_key, posted=posted, seen=seen, keep=False)


def _sources(writer: User) -> dict[str, Source]:
    """By panel: the exercise with the newest words in it, else the first one on offer. Three queries at most."""
    exercises = list(Exercise.objects.for_pocket())
    if not exercises:
        return {}
    rows = Entry.objects.visible_to(writer).of_exercises([exercise.pk for exercise in exercises])
    entries = list(rows.newest_of_each_exercise().with_exercise().newest_first())
    found: dict[str, Source] = {}
    for state, entry in zip(entry_states(entries=entries), entries, strict=True):
        exercise = entry.exercise
        text = _text_for(exercise.pocket, state)
        if text:
            found.setdefault(exercise.pocket, _source(exercise, entry.day, text))
    for exercise in exercises:
        if exercise.retired_at is None:
            found.setdefault(exercise.pocket, _source(exercise))
    return found


def _text_for(panel: Panel, state: FormState) -> str:
    return panel_text(panel, [(one.field, one.value) for one in state.fields if one.value is not None])


def _source(exercise: Exercise, day: date | None = None, text: str = "") -> Source:
    return Source(exercise.title, exercise.lesson_title, exercise.lesson_url, day, text)


# On the screen ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sentence:
    """Something to hand over. `name` stands in forms; the words never leave by an address."""

    name: str
    words: str
    is_own: bool = False


def sentences_for(*, writer: User) -> list[Sentence]:
    """The person's own sentence first, if there is one, then ours."""
    own = next((one.text for one in card_of(writer=writer).fields if one.key == "sentence"), "")
    ours = {
        "pause": _("I need a few minutes. I am not leaving you. I will come back."),
        "loud": _(
            "Too much is happening in me right now. It is not your fault. Please give me a little time."
        ),
        "near": _("I can’t speak right now. Please stay near."),
        "quiet": _("Please don’t ask me anything for a while. Sitting beside me is enough."),
        "out": _("I have to go outside for a moment. I am safe."),
        "help": _("I am not well. Please help me call someone."),
    }
    mine = [Sentence("own", own, is_own=True)] if own else []
    return mine + [Sentence(name, words) for name, words in ours.items()]


# On paper ---------------------------------------------------------------------------------------------------------


def print_fold(*, writer: User, panels: Collection[str]) -> bytes:
    """One sheet that folds into the chosen panels; those left out stay white. Raises RuleBroken if none is chosen."""
    if not set(panels) & set(PANELS):
        raise RuleBroken(_("Choose at least one panel."))
    texts = {state.key: state.text for state in card_of(writer=writer).fields}
    data = {
        "panels": [_panel(name, texts.get(name, ""), is_chosen=name in panels) for name in PANELS],
        "words": {"more": _("This goes on on the next page."), "continued": _("{title}, continued")},
    }
    return pdf.render("fold.typ", data, title=_("Notes"), language=get_language() or "en")


def _panel(name: Panel, text: str, *, is_chosen: bool) -> dict[str, object]:
    titles = {"kit": _("What steadies me"), "signals": _("How it starts"), "sentence": _("To say or to show")}
    hints = {
        "kit": _("Steps, easiest first. Two people. One place."),
        "signals": _("What I notice first, and what I notice when it is a lot."),
        "sentence": _("A few words for when I need a pause."),
    }
    kind = "sentence" if name == "sentence" else "list"
    return {
        "kind": kind if is_chosen else "blank",
        "title": titles[name],
        "lines": [line for line in text.split("\n") if line.strip()],
        "hint": hints[name],
    }
