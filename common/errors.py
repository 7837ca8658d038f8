"""Refusals that a person may read."""


class RuleBroken(Exception):
    """A service refuses; the message is a sentence that says what is wrong and how to mend it."""
