"""A long select says what Django's own says."""

import pytest
from django import forms
from django.test.html import parse_html

from common.selects import LongSelect

CHOICES = [
    ("Here & there", [("a", "A “city” <of> ours"), ("b&c", "Another")]),
    ("", "Nowhere"),
    ("UTC", [("UTC", "UTC")]),
]


@pytest.mark.parametrize("chosen", ["a", "b&c", "", "UTC", "of another time", None])
@pytest.mark.parametrize(
    "attrs", [{}, {"id": "zone", "class": "input", "aria-describedby": "x", "required": True}]
)
def test_it_is_the_same_element(chosen, attrs):
    own, django = (
        widget(choices=CHOICES).render("zone", chosen, attrs) for widget in (LongSelect, forms.Select)
    )
    assert parse_html(own) == parse_html(django)
