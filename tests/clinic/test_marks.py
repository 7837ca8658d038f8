"""Pages marked to be shown: every condition of the door, several clinicians, and the mark in the notebook itself."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import suspend_clinician
from clinic.access import get_mark_as_client, get_shared_entry
from clinic.models import Link, Pick, SharedEntry, Sharing
from clinic.services import (
    change_sharing,
    clear_left_behind,
    end_link,
    mark_entry,
    marking_of,
    pause_link,
    pick_entry,
    resume_link,
    shared_leaf,
    take_back_mark,
)
from common.errors import RuleBroken
from journal.access import get_form
from journal.models import Entry, ExerciseVersion
from journal.services import delete_entry, save_page
from tests.clinic.conftest import connect, page_of
from tests.journal.builders import form, publish_exercises, write

ENTRIES = ("entries",)


@pytest.fixture
def written(ada: User) -> Entry:
    return page_of(ada, "The kettle was still warm.")


@pytest.fixture
def reading(carl: User, ada: User) -> Link:
    """Carl may read what Ada marks."""
    return connect(carl, ada, kinds=ENTRIES)


@pytest.fixture
def second(clara: User, ada: User) -> Link:
    return connect(clara, ada, kinds=ENTRIES, reference="Second")


@pytest.fixture
def mark(reading: Link, written: Entry) -> SharedEntry:
    (made,) = mark_entry(entry=written, links=[reading])
    return made


def since(entry: Entry):
    return Entry.objects.values_list("shown_since", flat=True).get(pk=entry.pk)


def test_a_marked_page_opens_for_its_clinician_and_for_nobody_else(
    mark, reading, second, written, ada, mallory
):
    assert get_shared_entry(reading, mark.key) == mark
    assert [leaf.lines for leaf in shared_leaf(mark.entry).answers][1] == ("The kettle was still warm.",)
    with pytest.raises(Http404):
        get_shared_entry(second, mark.key)
    with pytest.raises(Http404):
        get_shared_entry(reading, uuid4())
    assert get_mark_as_client(ada, mark.key) == mark
    for person in (mallory, reading.clinician):
        with pytest.raises(Http404):
            get_mark_as_client(person, mark.key)


def _paused(mark, **_):
    pause_link(link=mark.link)


def _no_longer_agreed(mark, **_):
    change_sharing(link=mark.link, kinds=["progress", "scores", "check-ins"])


def _consent_row_gone_alone(mark, **_):
    """Even if nothing else had been tidied up."""
    Sharing.objects.filter(link=mark.link).update(withdrawn_at=timezone.now())


def _ended_by_client(mark, **_):
    end_link(link=mark.link, by=mark.link.client)


def _ended_by_clinician(mark, **_):
    end_link(link=mark.link, by=mark.link.clinician)


def _link_row_ended_alone(mark, **_):
    Link.objects.filter(pk=mark.link.pk).update(ended_at=timezone.now(), ended_by_client=True)


def _taken_back(mark, **_):
    take_back_mark(mark=mark)


def _mark_row_withdrawn_alone(mark, **_):
    SharedEntry.objects.filter(pk=mark.pk).update(withdrawn_at=timezone.now())


def _writer_s_mark_gone_alone(mark, **_):
    Entry.objects.filter(pk=mark.entry_id).update(shown_since=None)


def _somebody_else_s_page(mark, mallory, **_):
    Entry.objects.filter(pk=mark.entry_id).update(writer=mallory)


def _a_kind_that_is_never_shown(mark, **_):
    Entry.objects.filter(pk=mark.entry_id).update(kind=Entry.Kind.CHECK_IN)


def _suspended(mark, stella, **_):
    suspend_clinician(user=mark.link.clinician, actor=stella)


def _inactive(mark, **_):
    User.objects.filter(pk=mark.link.clinician_id).update(is_active=False)


def _deleted(mark, **_):
    delete_entry(entry=mark.entry)


OFF = [
    _paused, _no_longer_agreed, _consent_row_gone_alone, _ended_by_client, _ended_by_clinician, _link_row_ended_alone,
    _taken_back, _mark_row_withdrawn_alone, _writer_s_mark_gone_alone, _somebody_else_s_page,
    _a_kind_that_is_never_shown, _suspended, _inactive, _deleted,
]  # fmt: skip


@pytest.mark.parametrize("off", OFF, ids=lambda off: off.__name__.strip("_"))
def test_one_condition_off_and_the_door_is_shut(mark, mallory, stella, off):
    off(mark, mallory=mallory, stella=stella)
    link = Link.objects.select_related("clinician").get(pk=mark.link_id)
    with pytest.raises(Http404):
        get_shared_entry(link, mark.key)
    assert mark not in SharedEntry.objects.visible_to(link.clinician)


def test_a_pause_keeps_the_marks_and_going_on_opens_them_again(mark, reading, written):
    pause_link(link=reading)
    assert since(written)
    resume_link(link=reading)
    assert get_shared_entry(reading, mark.key)


def test_a_page_that_an_author_makes_private_later_is_shut_for_those_who_marked_it(reading, ada):
    publish_exercises()
    entry = write(ada, form("long"), answer="A line.")
    (mark,) = mark_entry(entry=entry, links=[reading])
    assert get_shared_entry(reading, mark.key)
    version = ExerciseVersion.objects.get(exercise=entry.exercise)
    ExerciseVersion.objects.filter(pk=version.pk).update(
        definition={**version.definition, "is_private_always": True}
    )
    with pytest.raises(Http404):
        get_shared_entry(reading, mark.key)


def test_what_is_private_for_good_refuses_with_a_sentence(reading, ada):
    publish_exercises()
    entry = write(ada, form("own"), answer="Only mine.")
    with pytest.raises(RuleBroken, match="private for good"):
        mark_entry(entry=entry, links=[reading])
    assert since(entry) is None
    assert not SharedEntry.objects.exists()
    assert "private for good" in marking_of(entry=entry, client=ada, today=timezone.localdate()).why_not


def test_other_kinds_drafts_and_empty_pages_are_refused_with_a_sentence(reading, ada):
    check_in = save_page(
        writer=ada, form=get_form("check-in"), key=uuid4(), posted={"word": ["Clear"]}, seen={}, keep=True
    )
    victory = save_page(
        writer=ada, form=get_form("victory"), key=uuid4(), posted={"line": ["Small."]}, seen={}, keep=True
    )
    draft = save_page(
        writer=ada, form=get_form("writing"), key=uuid4(), posted={"text": ["Half"]}, seen={}, keep=False
    )
    for entry, words in (
        (check_in, "by itself"),
        (victory, "Only exercises"),
        (draft, "still being written"),
    ):
        with pytest.raises(RuleBroken, match=words):
            mark_entry(entry=entry, links=[reading])
    assert not SharedEntry.objects.exists()


def test_marking_needs_a_yes_to_marked_pages_for_each_clinician(carl, clara, ada, written):
    agreed, silent = connect(carl, ada, kinds=ENTRIES), connect(clara, ada, kinds=["progress"])
    with pytest.raises(RuleBroken, match="First say yes"):
        mark_entry(entry=written, links=[agreed, silent])
    assert not SharedEntry.objects.exists()
    assert since(written) is None


def test_nobody_marks_somebody_else_s_page_or_over_somebody_else_s_link(carl, mallory, ada, reading, written):
    hers = connect(carl, mallory, kinds=ENTRIES, reference="Hers")
    with pytest.raises(RuleBroken):
        mark_entry(entry=written, links=[hers])
    with pytest.raises(RuleBroken):
        mark_entry(entry=page_of(mallory), links=[reading])
    assert not SharedEntry.objects.exists()


def test_marking_nobody_and_marking_twice(reading, written):
    with pytest.raises(RuleBroken, match="Nobody was chosen"):
        mark_entry(entry=written, links=[])
    mark_entry(entry=written, links=[reading])
    first = since(written)
    assert mark_entry(entry=written, links=[reading]) == []
    assert SharedEntry.objects.count() == 1
    assert since(written) == first


@pytest.mark.parametrize("how", ["taken back", "no longer agreed", "ended"])
def test_the_notebook_says_so_until_the_last_clinician_is_gone(mark, reading, second, written, ada, how):
    mark_entry(entry=written, links=[second])
    begun = since(written)

    def undo(link: Link) -> None:
        if how == "taken back":
            take_back_mark(mark=SharedEntry.objects.standing().get(link=link))
        elif how == "ended":
            end_link(link=link, by=link.clinician)
        else:
            change_sharing(link=link, kinds=[])

    undo(reading)
    assert since(written) == begun
    undo(second)
    assert since(written) is None
    assert not SharedEntry.objects.standing().exists()


def test_a_later_yes_begins_with_nothing_marked(mark, reading, written):
    change_sharing(link=reading, kinds=[])
    change_sharing(link=reading, kinds=["entries"])
    with pytest.raises(Http404):
        get_shared_entry(reading, mark.key)
    assert since(written) is None


def test_deleting_the_page_takes_marks_and_what_was_picked_of_them(mark, reading, written, ada, as_ada):
    pick_entry(link=reading, mark=mark)
    delete_entry(entry=written)
    assert not SharedEntry.objects.exists()
    assert "No longer there" in as_ada.get(reverse("clinic:connection", args=[reading.key])).content.decode()


def test_taking_back_takes_it_off_the_session_too(mark, reading):
    pick_entry(link=reading, mark=mark)
    take_back_mark(mark=mark)
    assert not Pick.objects.exists()


def test_a_clinician_s_account_that_goes_leaves_no_mark_behind(mark, written, carl):
    carl.delete()
    assert since(written)
    assert clear_left_behind() == 1
    assert since(written) is None


def test_what_is_read_is_the_page_as_it_stands_and_nothing_kept_beside(reading, ada):
    publish_exercises()
    entry = write(ada, form("long"), answer="The first words.")
    (mark,) = mark_entry(entry=entry, links=[reading])
    write(ada, form("long"), key=entry.key, answer="The later words.")
    beside = Entry.objects.get(pk=entry.pk)
    beside.other = {"answer": ["words of another tab"]}
    beside.save(update_fields=["other"])
    leaf = shared_leaf(Entry.objects.with_exercise().get(pk=mark.entry_id))
    read = " ".join(line for answer in leaf.answers for line in answer.lines)
    assert read == "The later words."


def test_marks_are_in_the_audit_trail_with_who_and_what(mark, ada, carl):
    end_link(link=mark.link, by=carl)
    rows = AuditEntry.objects.about(ada.audit_key).filter(object_key=str(mark.key)).order_by("pk")
    assert [(row.verb, row.actor_key) for row in rows] == [
        ("entry_marked", ada.audit_key),
        ("entry_mark_taken_back", carl.audit_key),
    ]


# The pages -----------------------------------------------------------------------------------------------------


def test_the_page_shows_exactly_what_they_would_read_and_marks_only_for_whom_is_ticked(
    reading, second, written, as_ada
):
    url = reverse("clinic:show_entry", args=[written.key])
    shown = as_ada.get(url).content.decode()
    assert "Exactly what they would read" in shown
    assert "The kettle was still warm." in shown
    assert not re.search(r"<input[^>]* checked", shown)
    as_ada.post(url, {"readers": [str(second.key)]})
    assert list(SharedEntry.objects.values_list("link", flat=True)) == [second.pk]
    assert "Marked for Clara Lind since" in as_ada.get(url).content.decode()


def test_nothing_ticked_and_somebody_else_s_link_mark_nothing(reading, carl, mallory, written, as_ada):
    hers = connect(carl, mallory, kinds=ENTRIES, reference="Hers")
    url = reverse("clinic:show_entry", args=[written.key])
    assert "Nobody was chosen" in as_ada.post(url, follow=True).content.decode()
    assert as_ada.post(url, {"readers": [str(hers.key)]}).status_code == 422
    assert as_ada.post(url, {"readers": ["1", str(reading.key)]}).status_code == 422
    assert not SharedEntry.objects.exists()


def test_without_a_clinician_the_page_says_so_and_asks_nothing(written, as_ada):
    shown = as_ada.get(reverse("clinic:show_entry", args=[written.key])).content.decode()
    assert "You have no clinician here" in shown
    assert "Mark it to be shown" not in shown


def test_the_notebook_says_what_is_marked_and_leads_to_taking_it_back(mark, written, as_ada):
    entry_page = as_ada.get(reverse("journal:entry", args=[written.key])).content.decode()
    assert "Marked to be shown since" in entry_page
    assert "Only you can read this" not in entry_page
    assert "Marked to be shown" in as_ada.get(reverse("journal:notebook")).content.decode()
    assert (
        "Marked to be shown since" in as_ada.get(reverse("journal:edit", args=[written.key])).content.decode()
    )
    as_ada.post(reverse("clinic:take_back", args=[mark.key]), {"to": "entry"})
    assert (
        "Only you can read this" in as_ada.get(reverse("journal:entry", args=[written.key])).content.decode()
    )


def test_a_mark_is_taken_back_by_its_writer_alone(mark, written, as_mallory, as_carl):
    for browser in (as_mallory, as_carl):
        assert browser.post(reverse("clinic:take_back", args=[mark.key])).status_code == 404
    assert since(written)


def test_the_words_of_a_page_stand_in_no_address_and_no_title(mark, written, as_ada):
    url = reverse("clinic:show_entry", args=[written.key])
    shown = as_ada.get(url).content.decode()
    assert "quiet title" in shown
    assert "quiet" not in url + re.search(r"<title>(.*?)</title>", shown, re.S)[1]


def test_marking_keeps_the_moment_it_was_first_shown(mark, second, written):
    Entry.objects.filter(pk=written.pk).update(shown_since=timezone.now() - timedelta(days=3))
    first = since(written)
    mark_entry(entry=Entry.objects.get(pk=written.pk), links=[second])
    assert since(written) == first
