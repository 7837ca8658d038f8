"""Styles moved onto the elements, because many mail programs read no style sheet."""

from dataclasses import replace

import css_inline

from outbox.rules import Message

_inliner = css_inline.CSSInliner(
    load_remote_stylesheets=False,
    keep_at_rules=True,
    resolve_css_variables=True,
    remove_inlined_selectors=True,
)


def with_inline_styles(message: Message) -> Message:
    """The same message; dark-mode rules stay in its head, everything else sits on the elements."""
    if message.is_inlined or "<style" not in message.html:
        return message
    return replace(message, html=_inliner.inline(message.html), is_inlined=True)
