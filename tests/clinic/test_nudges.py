"""One sentence, once a week, for as long as the client wants any."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import suspend_clinician
from clinic.models import Nudge
from clinic.services import end_link, left_for, mute_nudges, nudge, pause_link, put_away
from clinic.services.nudges import latest_of
from common.errors import RuleBroken
from tests.clinic.conftest import connect
from tests.test_permissions import names


def send(link, words="small", now=None) -> Nudge:
    return nudge(link=link, words=words, now=now or timezone.now())


def test_it_stands_on_today_until_it_is_put_away(link, ada, as_ada):
    User.objects.filter(pk=ada.pk).update(leave_explained_at=timezone.now())
    made = send(link)
    page = as_ada.get(reverse("pages:today")).content.decode()
    assert "A line from Carl Osei" in page
    assert str(Nudge.Words.SMALL.label) in page
    as_ada.post(reverse("clinic:put_away_nudge", args=[made.key]), {"next": "/today/"})
    assert latest_of(left_for(client=ada).links) == []
    put_away(nudge=made)
    assert AuditEntry.objects.about(ada.audit_key).filter(object_kind="nudge").count() == 2


def test_seven_times_twenty_four_hours_lie_between_two(link):
    now = timezone.now()
    send(link, now=now)
    with pytest.raises(RuleBroken, match="One a week"):
        send(link, now=now + timedelta(days=7, seconds=-1))
    assert send(link, words="session", now=now + timedelta(days=7))


def test_a_week_is_counted_for_each_client(link, carl, mallory):
    send(link)
    assert send(connect(carl, mallory, reference="Other"))


@pytest.mark.parametrize("words", ["", "Please hurry", "SMALL"])
def test_only_sentences_of_the_list_can_be_sent(link, words):
    with pytest.raises(RuleBroken, match="Choose a sentence"):
        send(link, words=words)


@pytest.mark.parametrize("stop", ["muted", "paused", "ended", "suspended"])
def test_what_stops_it_stops_it_before_and_after(link, ada, carl, stella, stop):
    made = send(link)
    stops = {
        "muted": lambda: mute_nudges(link=link),
        "paused": lambda: pause_link(link=link),
        "ended": lambda: end_link(link=link, by=ada),
        "suspended": lambda: suspend_clinician(user=carl, actor=stella),
    }
    stops[stop]()
    assert latest_of(left_for(client=ada).links) == []
    with pytest.raises(RuleBroken):
        send(link, now=made.sent_at + timedelta(days=30))
    assert Nudge.objects.count() == 1


def test_another_client_finds_nothing_to_put_away(link, as_mallory, as_carl):
    made = send(link)
    for browser in (as_mallory, as_carl):
        assert browser.post(reverse("clinic:put_away_nudge", args=[made.key])).status_code == 404
    made.refresh_from_db()
    assert made.put_away_at is None


def test_the_page_sends_one_and_says_when_the_next_can_go(link, as_carl):
    page = reverse("clinic:nudge", args=[link.key])
    as_carl.post(page, {"words": "small"})
    assert "The next can go from" in as_carl.get(page).content.decode()
    assert as_carl.post(page, {"words": "small"}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert Nudge.objects.count() == 1


def test_the_clinician_is_not_told_whether_it_was_put_away(link, as_carl):
    page = reverse("clinic:nudge", args=[link.key])
    made = send(link)
    before = as_carl.get(page).content
    put_away(nudge=made)
    assert as_carl.get(page).content.count(b"put") == before.count(b"put")


def test_there_is_no_way_to_nudge_all():
    ways = {
        name: str(row.pattern) for name, row in names(get_resolver().url_patterns).items() if "nudge" in name
    }
    sending = {name for name in ways if name.startswith("clinic:nudge")}
    assert sending == {"clinic:nudge"}
    assert "<uuid:key>" in ways["clinic:nudge"]
