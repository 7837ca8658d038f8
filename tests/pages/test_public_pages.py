"""Public pages are rendered once for everybody, and nobody's own page is ever among them."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import IfNode
from django.template.loader import get_template
from django.templatetags.cache import CacheNode
from django.test import Client, RequestFactory

from library.http import PERSONAL, PUBLIC, PublicPageMiddleware, public_page
from library.models import Publication
from tests.builders import publish_small_library

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/c/", "/c/1/", "/c/1/m1/1/", "/c/words/", "/help/", "/help/safety/", "/how-it-works/", "/privacy/",
    "/evidence/", "/accessibility/", "/staying-private/", "/clinic/about/",
)  # fmt: skip
OWN = b"/account/logout/"  # only a person who is signed in is offered to sign out


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_may_be_kept_and_answers_304_on_repeat(library, path: str):
    first = Client().get(path)
    again = Client().get(path)
    repeated = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, repeated.status_code) == (200, 200, 304)
    assert first["Cache-Control"] == PUBLIC == again["Cache-Control"] == repeated["Cache-Control"]
    assert first["ETag"] == again["ETag"] == repeated["ETag"]
    assert first.content == again.content
    assert repeated.content == b""


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_sets_no_cookie_and_does_not_vary_by_one(library, path: str):
    for answer in (Client().get(path), Client().get(path)):
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert b"csrfmiddlewaretoken" not in answer.content


def test_a_long_address_is_not_written_where_nobody_redacts_it(library, recwarn):
    assert Client().get(f"/help/?country={'x' * 300}").status_code == 200
    assert not [warning for warning in recwarn if "country" in str(warning.message)]


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_carries_the_same_headers(library, path: str):
    first, again = Client().get(path), Client().get(path)
    assert dict(first.headers) == dict(again.headers)
    assert "Content-Security-Policy" in again


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_takes_one_query(library, path: str, django_assert_num_queries):
    Client().get(path)
    with django_assert_num_queries(1):  # which edition is published
        Client().get(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_signed_in_page_is_never_public_nor_taken_from_the_kept_ones(library, as_ada, path: str):
    kept = Client().get(path)
    own = as_ada.get(path, headers={"If-None-Match": kept["ETag"]})
    assert own.status_code == 200
    assert own["Cache-Control"] == "no-store, private"
    assert "ETag" not in own
    assert OWN in own.content
    assert OWN not in Client().get(path).content


@pytest.mark.parametrize("path", PAGES)
def test_a_page_seen_signed_in_first_is_not_shown_to_others(library, as_ada, path: str):
    as_ada.get(path)
    assert OWN not in Client().get(path).content


@pytest.mark.parametrize("path", PAGES)
def test_whoever_sends_any_cookie_is_passed_by(library, path: str):
    Client().get(path)
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
    answer = client.get(path)
    assert answer.status_code == 200
    assert "public" not in answer.get("Cache-Control", "")


def test_publishing_changes_the_page_and_its_etag_at_once(library):
    before = Client().get("/c/")
    publish_small_library(courses=2)
    after = Client().get("/c/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert b"Course 2" in after.content


def test_a_page_that_a_publication_left_alone_keeps_its_etag(library):
    before = Client().get("/privacy/")
    publish_small_library(courses=2)
    assert Client().get("/privacy/", headers={"If-None-Match": before["ETag"]}).status_code == 304


def test_nothing_is_kept_before_the_first_publication():
    Client().get("/privacy/")
    assert not Publication.objects.exists()
    assert not [key for key in caches["memory"]._cache if "page|" in key]


def test_addresses_with_a_query_are_rendered_each_time_and_still_answer_304(library):
    first = Client().get("/help/?country=GB")
    assert first["Cache-Control"] == PUBLIC
    assert Client().get("/help/?country=GB", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert not [key for key in caches["memory"]._cache if "country" in key]


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/c/1/m1/2/", "/livez", "/nowhere/"])
def test_other_pages_are_not_public(library, path: str):
    answer = Client().get(path)
    assert "public" not in answer.get("Cache-Control", "")


def test_signs_of_life_and_files_ask_for_no_edition(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/livez")
        Client().get("/static/css/alder.css").close()


def test_a_page_with_a_form_of_its_own_is_not_public_whatever_its_view_says(library, rf: RequestFactory):
    @public_page
    def with_form(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(get_token(request))
        response.set_cookie(settings.CSRF_COOKIE_NAME, "c")
        return response

    answer = PublicPageMiddleware(with_form)(rf.get("/form/"))
    assert answer["Cache-Control"] == PERSONAL
    assert not [key for key in caches["memory"]._cache if "/form/" in key]


def test_fixed_pieces_of_pages_use_only_what_they_are_kept_under():
    pieces = list(cached_pieces(get_template("base.html").template.nodelist))
    assert len(pieces) == 5
    for piece in pieces:
        allowed = {each.token for each in piece.vary_on} | {"True", "False", "None"}
        used = {name for name in names_in(piece.nodelist) if not name.startswith(("'", '"'))}
        assert used <= allowed, (
            f"{piece.fragment_name} uses {used - allowed}: one person would see another's."
        )


def cached_pieces(nodes: NodeList) -> list[CacheNode]:
    return nodes.get_nodes_by_type(CacheNode)


def names_in(nodes: NodeList) -> Iterator[str]:
    for node in nodes.get_nodes_by_type(Node):
        if isinstance(node, VariableNode):
            yield node.filter_expression.token.split("|")[0]
        elif isinstance(node, IfNode):
            for condition, _nodes in node.conditions_nodelists:
                yield from names_of(condition)
        else:
            assert isinstance(node, TextNode) or type(node).__name__ in QUIET, type(node)


QUIET = {
    "TranslateNode",
    "URLNode",
    "StaticNode",
    "BlockTranslateNode",
    "CottonComponentNode",
    "CottonVarsNode",
}


def names_of(condition: object) -> Iterator[str]:
    value = getattr(condition, "value", None)
    if value is not None:
        yield getattr(value, "token", "").split("|")[0]
    for side in ("first", "second"):
        if getattr(condition, side, None) is not None:
            yield from names_of(getattr(condition, side))
