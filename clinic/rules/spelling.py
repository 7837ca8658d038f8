"""A word for each sign of a spoken code, so that a B is not heard as a P."""


def _(words: str) -> str:
    """Marks words for translation; the page translates them."""
    return words


WORDS = {
    "2": _("two"),
    "3": _("three"),
    "4": _("four"),
    "5": _("five"),
    "6": _("six"),
    "7": _("seven"),
    "8": _("eight"),
    "9": _("nine"),
    "B": _("boat"),
    "C": _("candle"),
    "D": _("door"),
    "F": _("field"),
    "G": _("garden"),
    "H": _("harbour"),
    "J": _("jacket"),
    "K": _("kite"),
    "M": _("morning"),
    "N": _("north"),
    "P": _("paper"),
    "Q": _("quiet"),
    "R": _("river"),
    "S": _("stone"),
    "T": _("table"),
    "V": _("valley"),
    "W": _("window"),
    "X": _("x-ray"),
    "Y": _("yellow"),
    "Z": _("zebra"),
}


def spelled(code: str) -> list[tuple[str, str]]:
    """Each sign with its word, in order."""
    return [(sign, WORDS[sign]) for sign in code]
