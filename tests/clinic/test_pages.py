"""What the pages say, to whom, in how many queries."""

import io
import logging
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.services import add_person
from clinic.models import Assignment, Invitation, Link, Look
from clinic.services import change_sharing
from courses.services import finish, open_lesson
from tests.builders import lesson
from tests.clinic.conftest import assign, connect, invite, token_of

pytestmark = pytest.mark.usefixtures("library")
CLIENTS, INVITE, SHARING = reverse("clinic:clients"), reverse("clinic:invite"), reverse("clinic:sharing")
FIRST, SECOND = "course-1-module-1", "course-1-module-2"


def text(response) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def title(response) -> str:
    return re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1]


def path_of(invitation: Invitation) -> str:
    return reverse("clinic:invitation", args=[token_of(invitation)])


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# The invitation ------------------------------------------------------------------------------------------------


def test_signed_out_a_person_reads_who_asks_and_what_and_finds_the_way_to_sign_up_and_back(invited):
    path = path_of(invited())
    page = Client().get(path)
    assert "Carl Osei" in text(page)
    assert "Share which lessons I have opened and finished" in text(page)
    for name in ("account_signup", "account_login"):
        assert f'href="{reverse(name)}?next={path}"' in page.content.decode()
    assert "checkbox" not in page.content.decode()
    assert 'content="noindex"' in page.content.decode()


def test_posting_signed_out_leads_to_sign_in_and_back_and_changes_nothing(invited):
    invitation = invited()
    response = Client().post(path_of(invitation), {"progress": "on"})
    assert response["Location"] == f"{reverse('account_login')}?next={path_of(invitation)}"
    assert not Link.objects.exists()


def test_nothing_is_ticked_and_an_untouched_form_shares_nothing(invited, as_ada, ada):
    path = path_of(invited())
    page = as_ada.get(path).content.decode()
    assert page.count('type="checkbox"') == 4
    assert not re.search(r"<input[^>]* checked", page)
    as_ada.post(path)
    link = Link.objects.of_client(ada).get()
    assert not link.sharings.exists()


def test_a_tick_is_a_yes_to_that_kind_alone(invited, as_ada, ada):
    response = as_ada.post(path_of(invited()), {"progress": "on", "diary": "on"})
    assert response["Location"] == connection_url(Link.objects.get(client=ada))
    assert list(Link.objects.get(client=ada).sharings.values_list("kind", flat=True)) == ["progress"]


def test_the_page_says_which_account_would_accept(invited, as_ada):
    assert "ada@example.org" in text(as_ada.get(path_of(invited())))


def test_the_clinician_reads_their_own_invitation_but_finds_nothing_to_accept(invited, as_carl):
    page = as_carl.get(path_of(invited()))
    assert "This is your own invitation" in text(page)
    assert "Accept</button>" not in page.content.decode()


def test_accepting_twice_ends_at_the_closed_page(invited, as_ada, as_mallory):
    path = path_of(invited())
    as_ada.post(path)
    assert as_mallory.post(path, {"progress": "on"}).status_code == 404
    assert Link.objects.count() == 1


def test_not_now_needs_no_account_and_no_reason(invited):
    path = path_of(invited())
    assert Client().post(f"{path}not-now/").status_code == 200
    assert Client().get(path).status_code == 404


def test_the_token_is_asked_for_again_by_no_link_on_the_page_to_elsewhere(invited):
    invitation = invited()
    page = Client().get(path_of(invitation)).content.decode()
    hrefs = [href for href in re.findall(r'href="([^"]+)"', page) if token_of(invitation) in href]
    assert all(href.startswith("/account/") for href in hrefs)


# Inviting ------------------------------------------------------------------------------------------------------


def test_a_known_and_an_unknown_address_give_the_same_page(as_carl, ada):
    pages = []
    for address in (ada.email, "unknown@example.net"):
        response = as_carl.post(INVITE, {"address": address, "reference": "Same"}, follow=True)
        shown = response.content.decode().replace(address, "")
        pages.append(re.sub(r"[0-9a-f-]{36}|value=\"[^\"]{64}\"", "", shown))
        Invitation.objects.all().delete()
    assert pages[0] == pages[1]


def test_a_mistake_keeps_what_was_typed_and_says_how_to_mend_it(as_carl):
    response = as_carl.post(INVITE, {"address": "nobody", "reference": "Sam"})
    assert response.status_code == 422
    assert title(response).startswith("Error:")
    assert "name@example.org" in text(response)
    assert 'value="Sam"' in response.content.decode()


def test_the_seventh_day_is_shown_and_the_invitation_can_be_withdrawn(as_carl, invited):
    invitation = invited("waiting@example.net", "Waiting")
    assert "waiting@example.net" in text(as_carl.get(CLIENTS))
    as_carl.post(reverse("clinic:withdraw_invitation", args=[invitation.key]))
    assert "waiting@example.net" not in text(as_carl.get(CLIENTS))


# The clinician's pages -----------------------------------------------------------------------------------------


def test_the_list_shows_progress_where_it_is_shared_and_not_shared_where_it_is_not(
    carl, as_carl, ada, mallory
):
    connect(carl, ada, reference="Open book")
    connect(carl, mallory, kinds=[], reference="Closed book")
    for person in (ada, mallory):
        open_lesson(learner=person, lesson=lesson())
        finish(learner=person, lesson=lesson())
    page = as_carl.get(CLIENTS).content.decode()
    closed, opened = (
        re.search(rf"<tr[^>]*>(?:(?!</tr>).)*{name}.*?</tr>", page, re.S)[0] for name in ("Closed", "Open")
    )
    assert closed.count("Not shared") == 2
    assert "1 lesson" not in closed
    assert "1 lesson" in opened
    assert "Not shared" not in opened


def test_the_last_visit_is_shown_only_with_progress(carl, as_carl, ada, mallory):
    for person in (ada, mallory):
        person.last_seen_on = timezone.localdate()
        person.save()
    shared, closed = connect(carl, ada), connect(carl, mallory, kinds=[], reference="Closed")
    today = f"{timezone.localdate():%-d %B %Y}"
    assert f"Last visit {timezone.localdate():%A} {today}" in text(as_carl.get(client_url(shared)))
    page = text(as_carl.get(client_url(closed))).replace(f"Connected since {today}", "")
    assert today not in page


def test_no_other_client_s_words_appear_on_any_page(carl, clara, as_carl, as_ada, ada, mallory):
    mine = connect(carl, ada, reference="canary-ada")
    other = connect(clara, mallory, reference="canary-mallory")
    same = connect(carl, mallory, reference="canary-second")
    for link, word in ((mine, "note-ada"), (other, "note-mallory"), (same, "note-second")):
        assign(link=link, target="module", target_key=FIRST, note=word)
    urls = [
        CLIENTS,
        INVITE,
        SHARING,
        *(reverse(f"clinic:{name}", args=[mine.key]) for name in ("client", "assign", "end")),
    ]
    for url in urls:
        carls = as_carl.get(url).content.decode()
        assert "canary-mallory" not in carls
        assert "note-mallory" not in carls
        assert "note-second" not in carls
        assert ("canary-second" in carls) == (url == CLIENTS)
    assert "canary-ada" in as_ada.get(SHARING).content.decode()
    adas = as_ada.get(connection_url(mine)).content.decode()
    assert "canary-ada" in adas
    assert "note-ada" in adas
    for word in ("canary-mallory", "canary-second", "note-mallory", "note-second"):
        assert word not in adas


def test_a_clinician_never_sees_a_client_s_address_or_greeting_name(carl, as_carl, ada):
    link = connect(carl, ada)
    assign(link=link, target="module", target_key=FIRST)
    for url in (CLIENTS, client_url(link), reverse("clinic:assign", args=[link.key])):
        page = as_carl.get(url).content.decode()
        assert ada.email not in page
        assert "Ada" not in page


def connection_url(link: Link) -> str:
    return reverse("clinic:connection", args=[link.key])


def client_url(link: Link) -> str:
    return reverse("clinic:client", args=[link.key])


def test_titles_and_addresses_are_neutral(carl, as_carl, as_ada, ada):
    link = connect(carl, ada, reference="canary-reference")
    for name in ("client", "assign", "end"):
        url = reverse(f"clinic:{name}", args=[link.key])
        assert "canary" not in title(as_carl.get(url)) + url
    for url in (SHARING, reverse("clinic:end_as_client", args=[link.key])):
        assert "Carl" not in title(as_ada.get(url))


def test_the_list_takes_the_same_queries_for_one_client_and_for_many(carl, as_carl, ada):
    connect(carl, ada)
    open_lesson(learner=ada, lesson=lesson())
    one = queries_of(as_carl, CLIENTS)
    for number in range(6):
        person = add_person(email=f"p{number}@example.org", password=None)
        connect(carl, person, kinds=["progress"] if number % 2 else [], reference=f"Client {number}")
        open_lesson(learner=person, lesson=lesson())
    assert queries_of(as_carl, CLIENTS) == one


def test_the_client_page_takes_the_same_queries_for_one_suggestion_and_for_many(carl, as_carl, ada):
    link = connect(carl, ada)
    assign(link=link, target="module", target_key=FIRST)
    one = queries_of(as_carl, client_url(link))
    assign(link=link, target="module", target_key=SECOND)
    for number in range(1, 3):
        assign(link=link, target="lesson", target_key=f"lesson-1-1-{number}")
    assert queries_of(as_carl, client_url(link)) == one


def test_every_look_is_on_the_client_s_page(carl, as_carl, as_ada, ada):
    link = connect(carl, ada)
    as_carl.get(CLIENTS)
    as_carl.get(client_url(link))
    assert Look.objects.count() == 2
    shown = text(as_ada.get(connection_url(link)))
    assert "Opened the list of clients, with what you shared or answered" in shown
    assert "Opened your page" in shown


def test_every_page_of_a_clinician_says_that_nobody_is_alerted(carl, as_carl, ada):
    link = connect(carl, ada)
    for url in (CLIENTS, INVITE, client_url(link), reverse("clinic:assign", args=[link.key])):
        assert "Nobody is alerted by anything" in text(as_carl.get(url))


def test_help_a_pause_and_leaving_stand_on_a_clinicians_pages_too(as_carl: Client):
    page = as_carl.get(reverse("clinic:clients")).text
    for name in ("pages:pause", "pages:help", "pages:leave"):
        assert f'href="{reverse(name)}"' in page


# Suggesting ----------------------------------------------------------------------------------------------------


@pytest.fixture
def assign_url(link) -> str:
    return reverse("clinic:assign", args=[link.key])


def test_a_module_is_suggested_with_a_note_and_the_client_finds_it(link, as_carl, as_ada, assign_url):
    response = as_carl.post(
        assign_url, {"works": [f"module:{SECOND}"], "note": "Slowly.", "has_plan": "on"}, follow=True
    )
    assert "1 suggestion is made." in text(response)
    assert "Module 1.2" in text(response)
    shown = text(as_ada.get(connection_url(link)))
    assert "Slowly." in shown
    assert "Module 1.2" in shown


def test_nothing_ticked_is_said_kindly_and_suggests_nothing(link, as_carl, assign_url):
    response = as_carl.post(assign_url, {"note": "kept words", "has_plan": "on"})
    assert response.status_code == 422
    assert "Nothing was suggested, because nothing was ticked" in text(response)
    assert "kept words" in response.content.decode()
    assert not Assignment.objects.exists()


def test_the_first_time_a_plan_for_urgent_contact_is_asked_for(link, as_carl, assign_url):
    response = as_carl.post(assign_url, {"works": [f"module:{FIRST}"]})
    assert response.status_code == 422
    assert not Assignment.objects.exists()
    as_carl.post(assign_url, {"works": [f"module:{FIRST}"], "has_plan": "on"})
    assert "has_plan" not in as_carl.get(assign_url).content.decode()
    assert Assignment.objects.count() == 1


def test_a_made_up_module_is_refused(link, as_carl, assign_url):
    response = as_carl.post(assign_url, {"works": ["module:no-such"], "has_plan": "on"})
    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_the_preview_shows_what_the_client_would_see_and_saves_nothing(link, as_carl, assign_url):
    data = {"works": [f"module:{FIRST}"], "note": "Slowly.", "by_on": f"{timezone.localdate():%Y-%m-%d}"}
    page = as_carl.post(reverse("clinic:preview_assignment", args=[link.key]), data)
    assert page.status_code == 200
    preview = re.search(r'id="preview".*?</section>', page.content.decode(), re.S)[0]
    assert "From Carl Osei" in preview
    assert "Slowly." in preview
    assert "Suggested by" in preview
    assert re.search(rf'value="module:{FIRST}"[^>]*checked', page.content.decode())
    assert not Assignment.objects.exists()
    empty = as_carl.post(reverse("clinic:preview_assignment", args=[link.key]))
    assert "Nothing: nothing is ticked." in text(empty)


def test_no_page_calls_anything_late(link, as_carl, as_ada):
    assign(link=link, target="module", target_key=FIRST, by_on=timezone.localdate())
    for page in (as_carl.get(client_url(link)), as_ada.get(SHARING)):
        words = text(page).casefold()
        for word in ("overdue", "late", "missed", "due "):
            assert not re.search(rf"\b{word}\b", words)


# The client's pages --------------------------------------------------------------------------------------------


def test_unticking_counts_at_once(link, as_carl, as_ada):
    as_ada.post(reverse("clinic:change_sharing", args=[link.key]))
    assert "You share nothing with them." in text(as_ada.get(SHARING))
    assert "Not shared" in text(as_carl.get(client_url(link)))


def test_saying_not_for_now_returns_only_to_our_own_pages(link, as_ada):
    row = assign(link=link, target="module", target_key=FIRST)
    url = reverse("clinic:decline_assignment", args=[row.key])
    for back, expected in (
        ("/today/", "/today/"),
        ("https://evil.example/", SHARING),
        ("//evil.example", SHARING),
        ("nowhere", SHARING),
    ):
        assert as_ada.post(url, {"next": back})["Location"] == expected


def test_ending_is_asked_once_more_and_then_done(link, as_ada, as_carl):
    url = reverse("clinic:end_as_client", args=[link.key])
    assert "Carl Osei" in text(as_ada.get(url))
    assert Link.objects.active().exists()
    as_ada.post(url)
    assert as_carl.get(client_url(link)).status_code == 404
    assert "ended by you" in text(as_ada.get(SHARING))


def test_a_suspended_clinician_is_shown_as_switched_off(link, as_ada, carl, stella):
    carl.clinician_state = "suspended"
    carl.save()
    assert "Their access is switched off" in text(as_ada.get(SHARING))


def test_a_person_without_a_clinician_shares_nothing(as_mallory):
    assert "You share nothing" in text(as_mallory.get(SHARING))


def test_words_of_people_are_escaped(carl, as_carl, as_ada, ada):
    attack = '"><script>alert(1)</script>'
    link = connect(carl, ada, reference=attack)
    assign(link=link, target="module", target_key=FIRST, note=attack)
    invite(clinician=carl, address="x@example.net", reference=attack, now=timezone.now())
    for browser, url in (
        (as_carl, CLIENTS),
        (as_carl, client_url(link)),
        (as_carl, reverse("clinic:assign", args=[link.key])),
        (as_carl, reverse("clinic:end", args=[link.key])),
        (as_ada, SHARING),
    ):
        assert "<script>alert" not in browser.get(url).content.decode()


def test_changing_what_is_shared_needs_a_csrf_token(link, ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    assert browser.post(reverse("clinic:change_sharing", args=[link.key])).status_code == 403
    change_sharing(link=link, kinds=["progress"])
    assert link.sharings.standing().exists()


def test_a_token_never_reaches_the_log(invited, as_ada):
    path = path_of(invited())
    as_ada.post(path)
    written = io.StringIO()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(written)
    try:
        assert as_ada.get(path).status_code == 404
        assert as_ada.get(f"/no-such-page/?next={path}").status_code == 404
        assert as_ada.get(f"/no-such-page/?next={quote(path, safe='')}").status_code == 404
    finally:
        handler.setStream(before)
    assert "[token]" in written.getvalue()
    assert path.split("/")[2] not in written.getvalue()
