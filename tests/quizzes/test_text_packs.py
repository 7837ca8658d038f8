"""Words that belong to others: brought with a permission, offered, taken down, and never let go with a file."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from common.errors import RuleBroken
from library.grammar.text_packs import read_text_pack
from library.grammar.trees import ItemTree, LicenceTree, PermissionTree, ScaleTree
from library.models import Publication
from quizzes import publishing
from quizzes.models import Quiz, QuizVersion, TextPack
from quizzes.publishing import Grant
from quizzes.services import carry_on, save_answer, save_page, start_sitting, submit
from quizzes.tasks import expire_permissions
from tests.builders import Folder
from tests.people import signed_in
from tests.quizzes.builders import scale

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
LETTER = {
    "holder": "A. Holder",
    "granted_by": "A. Holder",
    "granted_to": "This site",
    "granted_on": "2026-11-01",
    "scope": "Showing the words to people of this site",
}
WORDS = """\
scale: close-nine
key_version: 1
version: {version}
instructions: Think of one person.
anchors:
  - {{value: 1, label: Not at all}}
  - {{value: 7, label: Very much}}
items:
  w1: "{first}"
  w2: Second statement.
  d1: Third statement.
  d2: Fourth statement.
"""


def key(version: int = 1) -> ScaleTree:
    """A key of four statements whose words are not ours."""
    return scale(
        "close-nine",
        version,
        anchors=(),
        instructions="",
        items=tuple(ItemTree(id=name) for name in ("w1", "w2", "d1", "d2")),
        subscales=(
            {"key": "anxiety", "title": "Worry", "items": ("w1", "w2")},
            {"key": "avoidance", "title": "Distance", "items": ("d1", "d2")},
        ),
        reverse=("d2",),
        licence=LicenceTree(holder="A. Holder", state="permission_needed", citation="Theirs."),
    )


KEY_FILE = """\
id: close-nine
version: 1
title: Four statements
min: 1
max: 7
anchors: []
items: [{id: w1}, {id: w2}, {id: d1}, {id: d2}]
subscales:
  - {key: anxiety, title: Worry, items: [w1, w2]}
  - {key: avoidance, title: Distance, items: [d1, d2]}
reverse: [d2]
reliability: null
licence: {holder: A. Holder, state: permission_needed, citation: Theirs}
"""


def words_in(tmp_path, *, version: int = 1, first: str = "First statement.", text: str = ""):
    path = tmp_path / "words.yaml"
    path.write_text(text or WORDS.format(version=version, first=first))
    return path


def added(tmp_path, *, until: date | None = None, words_may_leave: bool = False, **words) -> TextPack:
    pack, problems = read_text_pack(words_in(tmp_path, **words), key())
    assert pack is not None, problems
    permission = PermissionTree(
        given_by="A. Holder",
        given_on=TODAY,
        for_what="This site",
        until=until,
        words_may_leave=words_may_leave,
    )
    return publishing.add_text(
        key=key(), pack=pack, grant=Grant(holder="A. Holder", permission=permission), now=timezone.now()
    )


def put(*scales: ScaleTree) -> list[str]:
    return publishing.publish(checks=[], scales=scales or [key()], now=timezone.now())


@pytest.fixture(autouse=True)
def on_the_day(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 10, tzinfo=timezone.get_default_timezone()), tick=False)


@pytest.fixture
def offered(tmp_path) -> Quiz:
    """The scale with words and a permission until the end of the year."""
    added(tmp_path, until=date(2026, 12, 31))
    put()
    return Quiz.objects.get()


def filled(ada, quiz):
    sheet = start_sitting(learner=ada, quiz=quiz)
    save_page(sitting=sheet, values={name: ["5"] for name in ("w1", "w2", "d1", "d2")})
    return sheet


def test_a_key_alone_is_not_published_and_says_why():
    assert put() == []
    assert list(publishing.held_back([key()], now=timezone.now())) == [
        "“close-nine” is not published: its words belong to A. Holder, and no permission to use them is recorded."
    ]


def test_with_words_and_permission_it_is_offered(offered):
    tree = offered.current.as_scale
    assert [item.text for item in tree.items][:2] == ["First statement.", "Second statement."]
    assert (tree.instructions, tree.licence.state) == ("Think of one person.", "permitted")
    assert tree.licence.permission.until == date(2026, 12, 31)
    assert (offered.licence_state, offered.licensed_until) == ("permitted", date(2026, 12, 31))
    assert offered.is_licensed
    assert list(publishing.held_back([key()], now=timezone.now())) == []


def test_words_leave_only_if_the_permission_says_so(tmp_path, offered):
    assert not offered.current.as_scale.words_may_leave
    added(tmp_path, words_may_leave=True)
    put()
    offered.refresh_from_db()
    assert offered.current.as_scale.words_may_leave
    assert scale().words_may_leave


def test_a_sheet_and_its_result_carry_the_hash_of_the_words(ada, offered):
    sheet = filled(ada, offered)
    result = submit(sitting=sheet)
    assert sheet.text_hash == result.text_hash == TextPack.objects.get().text_hash
    assert len(sheet.text_hash) == 64
    assert carry_on(sitting=sheet).text_hash == sheet.text_hash


def test_a_newer_permission_follows_and_the_earlier_one_stays_on_record(tmp_path, offered):
    added(tmp_path)
    assert [pack.state for pack in TextPack.objects.order_by("pk")] == ["replaced", "permitted"]
    assert put() == ["“close-nine” changed."]
    offered.refresh_from_db()
    assert offered.licensed_until is None


def test_other_words_need_another_version_once_somebody_answered(tmp_path, ada, offered):
    filled(ada, offered)
    with pytest.raises(RuleBroken, match=r"which 1 person has answered\. Set `version: 2`"):
        added(tmp_path, first="Other words.")
    added(tmp_path, first="Other words.", version=2)
    put()
    assert start_sitting(learner=ada, quiz=offered).text_hash != TextPack.objects.latest("pk").text_hash


def test_a_withdrawn_permission_takes_the_scale_down_and_leaves_the_results(ada, mallory, offered):
    result = submit(sitting=filled(ada, offered))
    begun = start_sitting(learner=mallory, quiz=offered)
    publishing.withdraw_text(scale_id="close-nine", by="A. Holder", now=timezone.now())
    assert not Quiz.objects.published().exists()
    result.refresh_from_db()
    assert result.scores["anxiety"]["value"] == 5.0
    begun = type(begun).objects.with_questions().get(pk=begun.pk)
    for verb in (
        lambda: save_answer(sitting=begun, question="w1", value="4", seen=0),
        lambda: save_page(sitting=begun, values={"w1": ["4"]}),
        lambda: submit(sitting=begun),
        lambda: carry_on(sitting=type(begun).objects.with_questions().get(results=result)),
    ):
        with pytest.raises(RuleBroken, match="may no longer be shown"):
            verb()
    assert put() == []
    assert "was withdrawn" in next(publishing.held_back([key()], now=timezone.now()))


def test_no_page_of_a_sheet_whose_words_were_withdrawn_breaks_or_shows_them(ada, as_ada, offered):
    result = submit(sitting=filled(ada, offered))
    begun = start_sitting(learner=ada, quiz=offered)
    publishing.withdraw_text(scale_id="close-nine", by="A. Holder", now=timezone.now())
    for name in ("sitting", "review"):
        assert as_ada.get(reverse(f"quizzes:{name}", args=[begun.key])).url == reverse("quizzes:results")
    assert as_ada.post(reverse("quizzes:submit", args=[begun.key])).url == reverse("quizzes:results")
    assert as_ada.post(reverse("quizzes:add_answers", args=[result.key])).url == reverse("quizzes:results")
    assert as_ada.get(reverse("quizzes:scale", args=[offered.number])).status_code == 404
    page = as_ada.get(reverse("quizzes:result", args=[result.key])).content.decode()
    assert "5.0" in page
    for address in (reverse("quizzes:results"), reverse("quizzes:result", args=[result.key])):
        assert "First statement" not in as_ada.get(address).content.decode()


@pytest.mark.parametrize("table", ["quiz", "textpack", "scalefigure"])
def test_staff_read_scales_in_the_admin_and_change_nothing(table, offered, as_ada, stella):
    rows = reverse(f"admin:quizzes_{table}_changelist")
    assert signed_in(stella).get(rows).status_code == 200
    assert signed_in(stella).get(reverse(f"admin:quizzes_{table}_add")).status_code == 403
    assert as_ada.get(rows, follow=True).status_code == 404


def test_what_was_never_permitted_cannot_be_withdrawn(offered):
    publishing.withdraw_text(scale_id="close-nine", by="A. Holder", now=timezone.now())
    with pytest.raises(RuleBroken, match="was withdrawn already"):
        publishing.withdraw_text(scale_id="close-nine", by="A. Holder", now=timezone.now())
    with pytest.raises(RuleBroken, match="no permission"):
        publishing.withdraw_text(scale_id="other", by="A. Holder", now=timezone.now())


def test_a_permission_ends_after_its_last_day_and_can_be_given_anew(tmp_path, offered, time_machine):
    time_machine.move_to(datetime(2026, 12, 31, 23, tzinfo=timezone.get_default_timezone()), tick=False)
    assert expire_permissions() == 0
    time_machine.move_to(datetime(2027, 1, 1, 0, 30, tzinfo=timezone.get_default_timezone()), tick=False)
    assert expire_permissions() == 1
    assert expire_permissions() == 0
    offered.refresh_from_db()
    assert (offered.licence_state, offered.is_licensed) == ("expired", False)
    assert TextPack.objects.get().state == "expired"
    assert put() == []
    assert "has run out" in next(publishing.held_back([key()], now=timezone.now()))
    added(tmp_path)
    put()
    offered.refresh_from_db()
    assert (offered.is_licensed, offered.retired_at, offered.number) == (True, None, 1)


def test_a_permission_in_a_file_ends_too(time_machine):
    permission = PermissionTree(given_by="A. Holder", given_on=TODAY, for_what="Here", until=TODAY)
    licence = LicenceTree(holder="A. Holder", state="permitted", citation="Theirs.", permission=permission)
    put(scale(licence=licence))
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    assert expire_permissions() == 1
    assert not Quiz.objects.get().is_licensed
    assert put(scale(licence=licence)) == []


def test_words_put_to_an_earlier_key_do_not_fit_a_later_one(tmp_path, offered):
    assert "has version 2 now" in next(publishing.held_back([key(2)], now=timezone.now()))
    assert put(key(2)) == ["“close-nine” is retired; answers to it stay."]


def test_a_published_version_is_never_changed(offered):
    version = QuizVersion.objects.get()
    with pytest.raises(TypeError, match="never changed"):
        version.save()
    with pytest.raises(TypeError, match="never changed"):
        QuizVersion.objects.update(digest="0")
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE quizzes_quizversion SET digest = '0'")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("scale: close-nine", "scale: other", "words.yaml:1: These words are for"),
        ("key_version: 1", "key_version: 2", "words.yaml:2: The key of"),
        ("  d2: Fourth statement.\n", "", 'The item "d2" has no words'),
        ("  d2:", "  d3:", 'There is no item "d3"'),
        ("value: 7", "value: 8", "belongs to no answer"),
        ("value: 7", "value: 6", "The answer 7 has no label"),
        ("Fourth statement.", "'<b>Fourth</b>'", "HTML"),
        ("version: 1\ninstr", "version: 0\ninstr", "version"),
        ("items:", "norms: 3\nitems:", 'key "norms" is not known'),
        ("items:\n", "items: !!python/object:x\n", "Tags"),
    ],
)
def test_words_that_do_not_fit_are_refused_at_their_line(tmp_path, old, new, said):
    text = WORDS.format(version=1, first="First statement.")
    assert old in text
    pack, problems = read_text_pack(words_in(tmp_path, text=text.replace(old, new)), key())
    assert pack is None
    assert said in " ".join(map(str, problems))


@pytest.fixture
def library_with_a_key(tmp_path):
    folder = Folder(tmp_path / "folder").fill()
    folder.write("scales/close-nine.yaml", KEY_FILE)
    folder.publish()
    return folder


def letter(**changes: str) -> list[str]:
    """The options of the command, as an operator types them."""
    return [f"--{name.replace('_', '-')}={value}" for name, value in (LETTER | changes).items()]


def test_the_command_shows_what_it_does_with_each_text_and_records_it(tmp_path, library_with_a_key, capsys):
    call_command("add_scale_text", "close-nine", str(words_in(tmp_path)), *letter(), "--dry-run")
    assert not TextPack.objects.exists()
    call_command("add_scale_text", "close-nine", str(words_in(tmp_path)), *letter(until="2027-01-01"))
    told = capsys.readouterr().out
    assert "reversed  Fourth statement." in told
    assert "`publish_content` now offers “close-nine”." in told
    pack = TextPack.objects.get()
    assert (pack.granted_on, pack.until, pack.granted_to) == (
        date(2026, 11, 1),
        date(2027, 1, 1),
        "This site",
    )


def test_publishing_says_in_a_sentence_what_stays_out_and_offers_it_afterwards(
    tmp_path, library_with_a_key, capsys
):
    folder = str(library_with_a_key.root)
    call_command("publish_content", folder)
    assert "“close-nine” is not published: its words belong to A. Holder" in capsys.readouterr().out
    call_command("add_scale_text", "close-nine", str(words_in(tmp_path)), *letter())
    before = Publication.objects.count()
    call_command("publish_content", folder)
    told = capsys.readouterr().out
    assert "“close-nine” is new." in told
    assert "is not published" not in told
    assert Publication.objects.count() == before + 1, "pages that are kept by edition must be made anew"
    call_command("withdraw_scale_text", "close-nine", by="A. Holder")
    call_command("check_content", folder)
    assert "Scale “close-nine” stays unpublished: its words belong to A. Holder" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "wait for words: close-nine"),
        ("closeness", "has its words in its own file"),
    ],
)
def test_the_command_refuses_what_is_no_key(tmp_path, library_with_a_key, name, said):
    with pytest.raises(CommandError, match=said):
        call_command("add_scale_text", name, str(words_in(tmp_path)), *letter())


def test_the_command_refuses_a_permission_from_the_future_and_a_missing_file(
    tmp_path, library_with_a_key, capsys
):
    with pytest.raises(CommandError, match="dated in the future"):
        call_command(
            "add_scale_text", "close-nine", str(words_in(tmp_path)), *letter(granted_on="2026-11-23")
        )
    with pytest.raises(CommandError, match="Nothing was recorded"):
        call_command("add_scale_text", "close-nine", str(tmp_path / "none.yaml"), *letter())
    with pytest.raises(CommandError, match="no permission"):
        call_command("withdraw_scale_text", "close-nine", by="A. Holder")
