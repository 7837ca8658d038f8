"""Words of consent and limits of invitations."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clinic.models import Sharing
from clinic.rules.consent import (
    EARLIER,
    OFFERED,
    PROGRESS,
    offered_kinds,
    question_of,
)
from clinic.rules.invitations import OPEN_AT_ONCE, SENT_IN_A_DAY, TOKEN_BYTES, may_invite, same_address


def test_every_offered_kind_is_one_the_table_knows():
    assert {question.kind for question in OFFERED} <= set(Sharing.Kind.values)


def test_four_kinds_are_asked_about_and_nothing_else():
    assert [question.kind for question in OFFERED] == ["progress", "scores", "entries", "check-ins"]
    assert question_of("everything") is None


def test_a_changed_word_changes_the_hash():
    assert replace(PROGRESS, asks=PROGRESS.asks + ".").text_hash != PROGRESS.text_hash
    assert replace(PROGRESS, hides=PROGRESS.hides[:-1]).text_hash != PROGRESS.text_hash


def test_the_text_a_standing_version_was_agreed_in_does_not_change_unnoticed():
    agreed = {
        ("progress", "2026-11"): "a5ca784dbd038928e8b1a19e279e9741284912fa420c3412e867ada51865d9e4",
    }
    found = {(each.kind, each.version): each.text_hash for each in (*OFFERED, *EARLIER)}
    assert found == agreed, "Changed words need a new version, and the old ones stay among the earlier."


@given(st.lists(st.text()))
def test_unknown_and_unanswered_kinds_are_no(kinds):
    assert offered_kinds(kinds) <= set(Sharing.Kind.values)
    assert ("progress" in offered_kinds(kinds)) == ("progress" in kinds)


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_clinician_stays_under_both_limits(open_now, sent_today):
    allowed = may_invite(open_now=open_now, sent_today=sent_today)
    assert allowed == (open_now < OPEN_AT_ONCE and sent_today < SENT_IN_A_DAY)


def test_a_token_holds_at_least_128_bits():
    assert TOKEN_BYTES * 8 >= 128


def test_the_same_mailbox_in_other_letters_is_the_same():
    assert same_address(" Ada@Example.org", "ada@example.ORG ")
    assert not same_address("ada@example.org", "eda@example.org")
