"""Words of consent and limits of invitations."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinic.models import Sharing
from clinic.rules.consent import (
    EARLIER,
    OFFERED,
    PROGRESS,
    agreed_text,
    is_of_today,
    named_by,
    offered_kinds,
    question_of,
)
from clinic.rules.contact import names_lines
from clinic.rules.invitations import (
    CODE_LENGTH,
    CODE_SIGNS,
    OPEN_AT_ONCE,
    SENT_IN_A_DAY,
    TOKEN_BYTES,
    hash_of,
    in_groups,
    keyed_hash,
    may_invite,
    read_code,
    same_address,
)
from clinic.rules.sessions import free_place, is_same_session
from clinic.rules.spelling import WORDS
from tests.builders import NOON


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
        ("progress", "2026-11b"): "41762c1d5f478f3931bb6a3c7f37e30945b44cc487ed84c7ce2d5397734f564b",
        ("scores", "2026-11"): "119f7ffd3bcf1cb4c7e1ac5c77cffb89e1f83d90e08a8cc29fd664eb393c532d",
        ("entries", "2026-11"): "1fef920bc4d97e6e6e5c6cea968f9968baa73b1b037486516444de39a22573c4",
        ("check-ins", "2026-11"): "6508864c7c8f490b3373e5a9705237721a3f746d6543f5c254af402106631c3f",
    }
    found = {(each.kind, each.version): each.text_hash for each in (*OFFERED, *EARLIER)}
    assert found == agreed, "Changed words need a new version, and the old ones stay among the earlier."


def test_an_older_yes_stays_good_for_what_its_own_words_named_and_no_more():
    (older,) = EARLIER
    assert agreed_text("progress", older.text_hash) == older
    assert not is_of_today("progress", older.text_hash)
    assert is_of_today("progress", PROGRESS.text_hash)
    assert named_by("progress", older.text_hash) == {"lessons", "last_opened", "last_visit"}
    assert named_by("progress", PROGRESS.text_hash) > named_by("progress", older.text_hash)


def test_unknown_words_and_words_of_another_kind_name_nothing():
    assert named_by("progress", "0" * 64) == frozenset()
    assert named_by("scores", PROGRESS.text_hash) == frozenset()


def test_a_spoken_code_holds_38_bits_and_no_sign_that_looks_like_another():
    assert len(CODE_SIGNS) ** CODE_LENGTH > 2**38
    assert not set(CODE_SIGNS) & set("01OILAEU")
    assert set(WORDS) == set(CODE_SIGNS)
    assert len(set(WORDS.values())) == len(WORDS)


@given(st.text(alphabet=CODE_SIGNS, min_size=8, max_size=8))
def test_a_code_is_read_however_it_is_typed(code):
    shown = in_groups(code)
    assert (shown[:4], shown[4], shown[5:]) == (code[:4], " ", code[4:])
    for typed in (code, shown, shown.lower(), f"  {code[:4].lower()} - {code[4:]} "):
        assert read_code(typed) == code


@given(st.text())
def test_anything_else_is_no_code(typed):
    code = read_code(typed)
    assert code is None or (len(code) == CODE_LENGTH and set(code) <= set(CODE_SIGNS))


def test_the_hash_of_a_code_needs_the_key():
    assert keyed_hash("7KFH2MWT", secret="one") != keyed_hash("7KFH2MWT", secret="two")
    assert keyed_hash("7KFH2MWT", secret="one") != hash_of("7KFH2MWT")


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_lines_are_named_again_after_72_hours(waited):
    assert names_lines(asked_at=NOON, now=NOON + waited) == (waited >= timedelta(hours=72))


@given(st.sets(st.sampled_from([1, 2, 3])))
def test_the_first_free_of_three_places(taken):
    place = free_place(taken)
    assert place is None if len(taken) == 3 else place == min({1, 2, 3} - taken)


def test_two_presses_within_a_day_are_one_session():
    assert not is_same_session(last=None, now=NOON)
    assert is_same_session(last=NOON, now=NOON + timedelta(hours=11))
    assert not is_same_session(last=NOON, now=NOON + timedelta(hours=13))


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
