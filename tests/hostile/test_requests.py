"""Requests that no page of ours makes: each is answered in words, none gets anything, none is an error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import ClinicianRequest, User
from fuzz.drawing import encoded
from fuzz.judging import is_foreign
from outbox.models import Mail
from tests.hostile.corpora import ABROAD, ELSEWHERE
from tests.test_permissions import World, world

__all__ = ["world"]
PASSWORD = "quiet-lanterns-9"
URLENCODED = "application/x-www-form-urlencoded"
NOT_READ = "We couldn’t read what was sent"


def said(answer) -> str:
    return answer.content.decode().partition("<main")[2]


# Ways out of the site ------------------------------------------------------------------------------------------------


def forms_with_a_way_back(world: World) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Who posts where, in which field the way back stands, and what makes the post a right one."""
    lesson, form = world.arguments["lesson"], world.arguments["page_of_form"]
    yield "nobody", reverse("account_login"), "next", {"login": "mallory@example.org", "password": PASSWORD}
    yield "client", reverse("account_reauthenticate"), "next", {"password": PASSWORD}
    yield "client", reverse("courses:finish", kwargs=lesson), "next", {}
    yield "client", reverse("courses:keep", kwargs=lesson), "next", {"place": ""}
    yield "client", reverse("journal:keep", kwargs=form), "next", {"f-text": "W", "seen": "", "do": "keep"}
    yield "client", reverse("clinic:ask_for_less", kwargs=world.arguments["assignment_of_client"]), "next", {}
    yield "client", reverse("pages:leave_seen"), "next", {}
    yield "client", reverse("clinic:decline_together", kwargs=world.arguments["together"]), "next", {}


def test_no_way_back_leads_to_another_site(world: World):
    wrong = []
    for role, address, name, fields in forms_with_a_way_back(world):
        for elsewhere in ELSEWHERE:
            with transaction.atomic():
                client = Client() if role == "nobody" else world.clients[role]
                body = encoded([*fields.items(), (name, elsewhere)])
                answer = client.generic("POST", address, body, URLENCODED)
                transaction.set_rollback(True)
            there = answer.headers.get("Location", "")
            if answer.status_code >= 500 or is_foreign(there):
                wrong.append(f"{address} {elsewhere!r}: {answer.status_code} {there}")
    assert wrong == []


def test_a_page_that_names_where_one_came_from_links_to_no_other_site(client: Client, db):
    for elsewhere in ELSEWHERE:
        for name, parameter in (
            ("pages:pause", "back"),
            ("account_login", "next"),
            ("account_signup", "next"),
        ):
            page = client.get(
                reverse(name), {parameter: elsewhere.replace("\x00", "")}, HTTP_REFERER=f"https://{ABROAD}/"
            )
            links = [part.partition('"')[0] for part in said(page).split('href="')[1:]]
            assert not [link for link in links if is_foreign(link) and "wikipedia" not in link], elsewhere


def test_the_judge_of_ways_out_knows_one():
    assert all(is_foreign(there) for there in ELSEWHERE[:6])
    assert not any(is_foreign(there) for there in ("/today/", "/c/1/?a=//x", "", "?page=2", "#top"))


# Hosts and proxies ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", [ABROAD, "testserver.evil.example", "testserver:80:90", "a b", "[::1", "", "évil"]
)
def test_another_host_is_told_that_it_is_not_here(client: Client, db, host: str):
    answer = client.get(reverse("account_login"), HTTP_HOST=host)
    assert answer.status_code == 400
    assert NOT_READ in answer.content.decode()
    assert ABROAD not in answer.content.decode()


SPOOFED = {
    "HTTP_X_FORWARDED_HOST": ABROAD,
    "HTTP_X_FORWARDED_PORT": "444",
    "HTTP_X_FORWARDED_SERVER": ABROAD,
    "HTTP_FORWARDED": f"host={ABROAD};proto=https",
    "HTTP_X_HOST": ABROAD,
    "HTTP_X_ORIGINAL_URL": f"https://{ABROAD}/",
    "HTTP_X_REWRITE_URL": "/staff/",
    "HTTP_X_FORWARDED_PREFIX": f"//{ABROAD}",
    "HTTP_X_FORWARDED_PROTO": "https",
}


def test_what_a_proxy_might_say_changes_no_address(ada: User, as_ada: Client, client: Client):
    for name in ("account_reset_password", "account_login", "pages:landing", "pages:help"):
        page = client.get(reverse(name), **SPOOFED)
        assert page.status_code == 200
        assert ABROAD not in page.content.decode()
    client.post(reverse("account_reset_password"), {"email": ada.email}, **SPOOFED)
    (mail,) = Mail.objects.filter(kind="direct")
    assert ABROAD not in json.dumps(mail.sealed)
    assert settings.SITE_URL.split("//")[1] not in ABROAD
    assert as_ada.get("/staff/", **SPOOFED).status_code in {302, 404}


def test_tries_are_counted_by_the_real_address_whatever_a_header_says(ada: User, client: Client):
    answers = [
        client.post(
            reverse("account_login"),
            {"login": ada.email, "password": "wrong-lantern-1"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{number}",
            HTTP_X_REAL_IP=f"10.0.1.{number}",
        ).status_code
        for number in range(12)
    ]
    assert 429 in answers or len({*answers}) == 1
    assert not [code for code in answers if code >= 500]


# Bodies --------------------------------------------------------------------------------------------------------------

BOUNDARY = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="greeting_name"\r\n\r\nAda'
A_FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n\r\n'
BODIES: dict[str, tuple[bytes, str, int]] = {
    "ten thousand fields": (b"&".join(b"a%d=1" % n for n in range(10_000)), URLENCODED, 400),
    "three megabytes": (b"greeting_name=" + b"x" * 3_000_000, URLENCODED, 400),
    "a part that never ends": (PART, BOUNDARY, 422),
    "no end of the last line": (PART + b"\r\n--x", BOUNDARY, 422),
    "parts without a boundary": (PART, "multipart/form-data", 400),
    "a boundary too long": (PART, f"multipart/form-data; boundary={'x' * 500}", 400),
    "json": (b'{"greeting_name": "A"}', "application/json", 422),
    "no type": (b"greeting_name=A", "", 422),
    "another set of characters": (b"greeting_name=A", f"{URLENCODED}; charset=utf-16", 400),
    "half a percent sign": (b"greeting_name=%&theme=%e", URLENCODED, 422),
    "not UTF-8": (b"greeting_name=\xff\xfe&theme=\xc0\xaf", URLENCODED, 422),
    "a file where words belong": (
        b'--x\r\nContent-Disposition: form-data; name="greeting_name"; filename="../../a"\r\n\r\nb\r\n--x--\r\n',
        BOUNDARY,
        422,
    ),
    "bad base64": (
        PART.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n=") + b"\r\n--x--",
        BOUNDARY,
        422,
    ),
    "two hundred files": (A_FILE * 200 + b"--x--\r\n", BOUNDARY, 400),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_not_a_form_of_ours_is_answered_in_words(as_ada: Client, ada: User, name: str):
    body, content_type, status = BODIES[name]
    answer = as_ada.generic("POST", reverse("accounts:save_settings"), body, content_type)
    assert answer.status_code == status
    assert (NOT_READ if status == 400 else "What we call you") in answer.content.decode()
    ada.refresh_from_db()
    assert ada.greeting_name == "Ada"


def test_a_hundred_megabytes_are_refused_unread(as_ada: Client):
    answer = as_ada.generic(
        "POST", reverse("accounts:save_settings"), b"theme=", URLENCODED, CONTENT_LENGTH=str(100 * 1024**2)
    )
    assert answer.status_code == 400
    assert NOT_READ in answer.content.decode()


# Text ----------------------------------------------------------------------------------------------------------------

MARKS = "Z" + "\u0335\u034f" * 260_000  # a megabyte of combining marks on one letter
UNLIKELY = {
    "nul": "a\x00b",
    "half a character": "a\ud800b",
    "a whole plane": "\U0010ffff\U000e0001",
    "turned round": "\u202eevil\u202c\u2066x\u2069",
    "nothing to see": "\u200b\u2060\ufeff",
    "combining marks": MARKS,
    "lines": "a\r\nSet-Cookie: a=b\r\n\r\n<b>",
    "every control": "".join(map(chr, range(32))) + "".join(map(chr, range(127, 160))),
}


@pytest.mark.parametrize("name", UNLIKELY)
def test_unlikely_text_in_every_field_is_kept_or_refused_in_words(world: World, name: str):
    """In every field that somebody may fill with words of their own, and on the pages that then show it."""
    for role, address, fields, then in fields_for_words(world):
        client = world.clients[role]
        with transaction.atomic():
            body = encoded(
                [(field, UNLIKELY[name] if value is None else value) for field, value in fields.items()]
            )
            answer = client.generic("POST", address, body, URLENCODED)
            assert answer.status_code in {200, 302, 400, 404, 409, 422, 429}, address
            assert "X-Injected" not in answer.headers
            assert client.get(then).status_code in {200, 302}, then
            transaction.set_rollback(True)


def fields_for_words(world: World) -> Iterator[tuple[str, str, dict[str, str | None], str]]:
    """Who writes where: None is the place for words; and the page that shows it."""
    at = world.arguments
    link = reverse("clinic:client", kwargs=at["link"])
    invite = {"reference": None, "way": "email", "by": "email", "address": "n@example.net"}
    note = {"key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "words": None, "opens": "slips"}
    mine = dict.fromkeys(
        ("professional_name", "profession", "licensing_body", "licence_number", "country", "note"), None
    )
    chosen: dict[str, str | None] = {"theme": "auto", "time_zone": "UTC", "greeting_name": None}
    yield "client", reverse("accounts:save_settings"), chosen, "/today/"
    yield (
        "client",
        reverse("journal:keep", kwargs=at["page_of_form"]),
        {"f-title": None, "f-text": None, "seen": "", "do": "keep"},
        reverse("journal:notebook"),
    )
    yield "client", reverse("journal:write_note"), note, reverse("journal:from_me")
    yield (
        "client",
        reverse("clinic:pick", kwargs=at["link"]),
        {"words": None},
        reverse("clinic:connection", kwargs=at["link"]),
    )
    yield "client", reverse("journal:search"), {"words": None}, reverse("journal:search")
    yield "client", reverse("courses:find"), {"words": None}, reverse("courses:find")
    yield "client", reverse("clinic:enter_code"), {"code": None}, reverse("clinic:enter_code")
    yield "stranger", reverse("accounts:clinician"), mine, reverse("accounts:clinician")
    yield "nobody", reverse("account_login"), {"login": None, "password": None}, reverse("account_login")
    yield "nobody", reverse("account_signup"), {"email": None, "password1": None}, reverse("account_signup")
    yield "nobody", reverse("account_reset_password"), {"email": None}, reverse("account_reset_password")
    yield "carl", reverse("clinic:invite"), invite, reverse("clinic:clients")
    yield (
        "carl",
        reverse("clinic:profile"),
        {"reply_hours": None, "away_until": None},
        reverse("clinic:profile"),
    )
    yield "carl", reverse("clinic:plans"), {"title": None}, reverse("clinic:plans")
    yield (
        "carl",
        reverse("clinic:plan_step", kwargs=at["step"]),
        {"gap_days": "3", "note": None},
        reverse("clinic:plan", kwargs=at["plan"]),
    )
    yield (
        "carl",
        reverse("clinic:assign", kwargs=at["link"]),
        {"works": "module:course-1-module-2", "note": None},
        link,
    )


# Numbers, keys, cookies ----------------------------------------------------------------------------------------------

NUMBERS = (
    str(2**63), str(2**64), "-1", "1.0", "+1", "１", "²", "٣", "1_0", "0x1", "1e3", "NaN", "Infinity", "9" * 401, " 1",
    "1\n", "", "null", "9" * 5000,
)  # fmt: skip


def test_a_number_that_is_none_is_never_an_error(world: World):
    """As an answer, a sequence number, a page, a day, an hour, a gap: refused or taken for none."""
    at, client, carl = world.arguments, world.clients["client"], world.clients["carl"]
    save = reverse("quizzes:save", kwargs=at["sitting"])
    autosave = reverse("journal:save", kwargs=at["page_of_form"])
    pace, notes = reverse("courses:pace", kwargs=at["course"]), reverse("reminders:change")
    for number in NUMBERS:
        posts = (
            (client, save, {"question": "a1", "value": number, "sequence": "0"}),
            (client, save, {"question": "a1", "value": "3", "sequence": number}),
            (client, reverse("quizzes:page", kwargs=at["page"]), {"a1": number, "seen": f"a1:{number}"}),
            (client, autosave, {"question": "text", "value": "w", "sequence": number}),
            (client, pace, {"pace": "own", "days": number, "hour": number, "time_zone": "UTC"}),
            (client, notes, {"check_in_day": number, "check_in_hour": number, "has_plain_subjects": "no"}),
            (carl, reverse("clinic:plan_step", kwargs=at["step"]), {"gap_days": number, "note": ""}),
        )  # fmt: skip
        pages = ("journal:notebook", "journal:victories", "journal:check_ins", "reminders:why")
        with transaction.atomic():
            for who, address, fields in posts:
                assert who.post(address, fields).status_code < 500, (address, number)
            for name in pages:
                assert client.get(reverse(name), {"page": number}).status_code in {200, 404}, (name, number)
            for name in ("clinic:timeline", "clinic:results", "clinic:shared_check_ins"):
                there = reverse(name, kwargs=at["link"])
                assert carl.get(there, {"page": number}).status_code in {200, 404}, (name, number)
            transaction.set_rollback(True)


COOKIES = (
    "",
    "\x00",
    "x" * 5000,
    "é",
    "../../etc/passwd",
    "%00",
    "null",
    '"',
    "a;b",
    "' OR 1=1 --",
    "z" * 32,
    "\u202e",
)


def test_a_visit_nobody_began_is_no_visit(ada: User, client: Client):
    for cookie in COOKIES:
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            header = f"{name}={cookie}".encode("utf-8", "replace").decode("latin-1")
            answer = Client(raise_request_exception=False).get("/today/", HTTP_COOKIE=header)
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("account_login"))


def test_a_visit_whose_row_was_spoilt_is_no_visit(ada: User, as_ada: Client):
    session = as_ada.session
    row = session.model.objects.get(pk=session.session_key)
    for data in (b"", b"x", b"::", b"eyJhIjoxfQ:1:x", b"\x00" * 60, b"\xff" * 300):
        with connection.cursor() as cursor:  # the column is sealed: nothing else writes past its key
            cursor.execute(f"UPDATE {row._meta.db_table} SET session_data = %s", [data])
        assert as_ada.get("/today/").status_code == 302, data


def test_a_token_of_another_kind_person_or_alphabet_opens_nothing(world: World, client: Client):
    """Each kind of token, at each address that takes one; and what is left of it after being bitten."""
    takers = {"clinic:invitation": "token", "reminders:wishes": "wishes", "accounts:stop_reset": "stop"}
    tokens = {name: str(world.arguments[key]["token"]) for name, key in takers.items()}
    for name, own in tokens.items():
        others = [token for other, token in tokens.items() if other != name]
        bitten = [
            own[:-1],
            own[1:],
            own[::-1],
            own + "a",
            own.swapcase(),
            own.replace("-", "_") + "=",
            "é" + own,
        ]
        for wrong in (*others, *bitten, "x", "0" * 60, str(2**63), "\u202e", "a" * 3000):
            answer = client.get(reverse(name, args=["x"]).replace("/x/", f"/{wrong}/"))
            assert answer.status_code in {404, 410, 200}
            assert answer.status_code != 200 or own not in answer.content.decode(), (name, wrong)


TURNED = "\u202efdp.tneilc\u202c\u200b"


def test_a_name_cannot_turn_the_line_it_stands_in_round(world: World):
    """On the pages of clinicians, clients and staff; and one of nothing but unseen signs is none."""
    carl, stranger = world.clients["carl"], world.clients["stranger"]
    asked = dict.fromkeys(
        ("professional_name", "profession", "licensing_body", "licence_number", "country"), TURNED
    )
    stranger.post(reverse("accounts:clinician"), asked)
    request = ClinicianRequest.objects.get(user__email="mallory@example.org")
    carl.post(reverse("clinic:invite"), {"reference": TURNED, "way": "code", "address": ""})
    carl.post(reverse("clinic:plans"), {"title": TURNED})
    pages = (
        carl.get(reverse("clinic:clients")),
        carl.get(reverse("clinic:plans")),
        world.clients["staff"].get(f"/staff/accounts/clinicianrequest/{request.pk}/change/"),
        stranger.get(reverse("accounts:clinician")),
    )
    for page in pages:
        assert "fdp.tneilc" in page.content.decode()
        assert "\u202e" not in page.content.decode()
    refused = carl.post(reverse("clinic:invite"), {"reference": "\u200b\u2060", "way": "code", "address": ""})
    assert refused.status_code == 422


@pytest.mark.parametrize("chosen", ["çÊF\x86", "", "-1", str(2**63), "1' OR 1=1"])
def test_rows_chosen_by_no_key_are_acted_on_by_no_page_of_staff(as_stella: Client, chosen: str):
    before = list(User.objects.values_list("pk", "is_active"))
    for there in ("/staff/accounts/user/", "/staff/outbox/suppression/"):
        page = as_stella.get(there).content.decode()
        for action in re.findall(
            r'<option value="(\w+)"', page.partition('name="action"')[2].partition("</select>")[0]
        ):
            answer = as_stella.post(there, {"action": action, "_selected_action": chosen, "index": "0"})
            assert answer.status_code in {200, 302}, action
    assert list(User.objects.values_list("pk", "is_active")) == before
