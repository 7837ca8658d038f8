"""The judges see what they are there for: a judge that finds nothing must have been able to."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from fuzz.drawing import Ask, encoded
from fuzz.judging import faults as faults_of_answer
from fuzz.reading import read_page
from tests.hostile.corpora import naughty, scripts
from tests.hostile.judging import faults

PAGE = """
<a href="/c/1/?page=2#top">x</a><a href="https://elsewhere.example/">y</a>
<form method="post" action="/settings/save/">
  <input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="name" value="">
  <input type="radio" name="theme" value="dark"><input type="radio" name="theme" value="light">
  <select name="zone"><option value="UTC">UTC</option></select><textarea name="words"></textarea>
  <button name="do" value="keep">Keep</button><button name="do" value="drop">Drop</button>
</form>
"""


@pytest.mark.parametrize(
    "html",
    [
        "<p onclick=x>",
        "<script>1</script>",
        "<script src=//evil.example/x.js></script>",
        "<img src=https://evil.example/a.png>",
        "<a href=' java\tscript:x'>",
        "<iframe srcdoc=x>",
        "<svg><animate>",
        "<math>",
        "<form action=//evil.example>",
        "<xq1>",
        "<p style=color:red>",
        "<base href=/>",
        '<p a"b=c>',
        "<meta http-equiv=refresh content=0>",
    ],
)
def test_the_judge_of_pages_sees(html: str):
    assert list(faults(f"<!doctype html><title>x</title><main><p>Words</p>{html}</main>"))


def test_the_judge_of_pages_lets_words_pass_and_most_payloads_raw_do_not():
    assert not list(faults("<!doctype html><title>x</title><main><p>5 &lt; 7 &amp; “so”</p></main>"))
    seen = [
        script for script in scripts()[::15] if list(faults(f"<!doctype html><title>x</title><p>{script}"))
    ]
    assert len(seen) > len(scripts()[::15]) / 2
    assert len(scripts()) > 4000 < len(scripts()) + len(naughty())


def test_the_judge_of_answers_sees_errors_other_sites_canaries_and_markup():
    ask = Ask("stranger", "GET", "/")
    answers = {
        "status 500": HttpResponse(status=500),
        "another site": HttpResponse(status=302, headers={"Location": "/\\evil.example"}),
        "shows": HttpResponse("A canary sings here"),
        "raw markup": HttpResponse("<p><xq1 a=b></p>"),
    }
    for fault, answer in answers.items():
        assert [told for told in faults_of_answer(ask, answer, seconds=0.1) if fault in told], fault
    assert list(faults_of_answer(ask, HttpResponse("Words"), seconds=1.5))
    assert not list(faults_of_answer(ask, HttpResponse("Words"), seconds=0.1))


def test_a_page_is_read_for_its_forms_one_for_each_button_and_for_links_of_ours():
    forms, links = read_page(PAGE, "/settings/")
    assert links == ["/c/1/?page=2"]
    assert [dict(form.fields)["do"] for form in forms] == ["keep", "drop"]
    assert forms[0].action == "/settings/save/"
    sent = {"name": "Words", "theme": "dark", "zone": "UTC", "words": "Some words.", "do": "keep"}
    assert dict(forms[0].fields) == sent


def test_a_half_of_a_character_travels_as_the_bytes_it_would_be():
    assert encoded([("a", "\ud800&=")]) == b"a=%ED%A0%80%26%3D"
