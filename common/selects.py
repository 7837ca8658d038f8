"""A select of hundreds of options."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """Written in one go; Django's own renders three templates for each option, which takes most of a page's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        groups = ((title, _options(options)) for title, options, _index in widget["optgroups"])
        inside = (
            format_html('<optgroup label="{}">{}</optgroup>', title, options) if title else options
            for title, options in groups
        )
        own = flatatt({"name": widget["name"], **widget["attrs"]})
        return format_html(
            "<select{}>{}</select>", own, format_html_join("", "{}", ((one,) for one in inside))
        )


def _options(options: list[dict[str, Any]]) -> SafeString:
    told = ((one["value"], flatatt(one["attrs"]) if one["attrs"] else "", one["label"]) for one in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', told)
