"""Every sentence a result can say. Written by hand, chosen by band, not yet reviewed by a clinician.

A sentence describes some months, not a person, and nothing of it is ever stored. `gettext_noop` marks words for
translation; pages translate when they show them.
"""

from __future__ import annotations

from dataclasses import dataclass


def gettext_noop(words: str) -> str:
    """Only a mark for the collector of translations."""
    return words


_ = gettext_noop

# By band of worry (well below ... above), then by band of distance.
SENTENCES: tuple[tuple[str, ...], ...] = (
    (
        _("These days you seem at ease with closeness and with space"),
        _("These days you worry little about being left, and find it fairly easy to rely on people"),
        _("These days you worry little about being left, and move between closeness and space"),
        _("These days you worry little about being left, and lean towards keeping some distance"),
        _("These days you worry little about being left, and keep much of yourself to yourself"),
    ),
    (
        _("These days you are mostly calm about being left, and turning to people comes easily"),
        _("These days you are mostly calm about being left, and find it fairly easy to rely on people"),
        _("These days you are mostly calm about being left, and move between closeness and space"),
        _("These days you are mostly calm about being left, and lean towards keeping some distance"),
        _("These days you are mostly calm about being left, and keep much of yourself to yourself"),
    ),
    (
        _("These days worry about being left comes and goes, and turning to people comes easily"),
        _("These days worry about being left comes and goes, and you find it fairly easy to rely on people"),
        _("These days you are around the middle, both in worry about being left and in keeping distance"),
        _("These days worry about being left comes and goes, and you lean towards keeping some distance"),
        _("These days worry about being left comes and goes, and you keep much of yourself to yourself"),
    ),
    (
        _("These days you lean towards worry about being left, and turning to people comes easily"),
        _("These days you lean towards worry about being left, and find it fairly easy to rely on people"),
        _("These days you lean towards worry about being left, and move between closeness and space"),
        _("These days you lean towards worry about being left, and towards keeping some distance"),
        _("These days you lean towards worry about being left, and keep much of yourself to yourself"),
    ),
    (
        _("These days worry about being left is often near, and turning to people comes easily"),
        _("These days worry about being left is often near, and you find it fairly easy to rely on people"),
        _("These days worry about being left is often near, and you move between closeness and space"),
        _("These days worry about being left is often near, and you lean towards keeping some distance"),
        _("These days you want closeness and are wary of it, and both are strong"),
    ),
)

ONLY_WORRY = (
    _("These days you worry little about being left; about distance there are too few answers to say"),
    _("These days you are mostly calm about being left; about distance there are too few answers to say"),
    _("These days worry about being left comes and goes; about distance there are too few answers to say"),
    _("These days you lean towards worry about being left; about distance there are too few answers to say"),
    _("These days worry about being left is often near; about distance there are too few answers to say"),
)

ONLY_DISTANCE = (
    _("These days turning to people comes easily to you; about worry there are too few answers to say"),
    _("These days you find it fairly easy to rely on people; about worry there are too few answers to say"),
    _("These days you move between closeness and space; about worry there are too few answers to say"),
    _("These days you lean towards keeping some distance; about worry there are too few answers to say"),
    _("These days you keep much of yourself to yourself; about worry there are too few answers to say"),
)

TOO_FEW = _("There are not enough answers for a result yet")

BANDS = (
    _("Well below the middle."),
    _("Below the middle."),
    _("Around the middle."),
    _("A little above the middle."),
    _("Above the middle."),
)

WORRY = (
    _("A quiet phone or a short reply seldom unsettles you for long."),
    _("Signs of distance reach you, and mostly settle again by themselves."),
    _("Some signs of distance stay with you, others pass."),
    _("You may notice small signs of distance early, and need some reassurance to settle."),
    _("Small signs of distance may take up much of your attention, and reassurance may not last."),
)

DISTANCE = (
    _("Turning to someone you trust seems to come easily to you."),
    _("Turning to someone you trust seems to come fairly naturally to you."),
    _("Some things you share, others you keep to yourself."),
    _("Keeping some things to yourself has probably helped you. Leaning on someone may take time."),
    _("Relying on yourself has probably helped you for long. Leaning on someone may feel risky."),
)

# Three things people notice, and three strengths: always both, always as many.
NOTICES: dict[str, tuple[str, str, str]] = {
    "worry": (
        _("silence is hard to sit with"),
        _("you go over what you said, looking for the mistake"),
        _("you feel better once you have heard from someone"),
    ),
    "distance": (
        _("you think about a hard thing alone before you tell anyone"),
        _("after much closeness you want time to yourself"),
        _("feelings in the room make you look for something to do"),
    ),
    "both": (
        _("you want to be held, and tense up when it happens"),
        _("you reach out, and step back when someone comes closer"),
        _("it is hard to say what you need before you know how it will be taken"),
    ),
    "ease": (
        _("quarrels feel bad and pass"),
        _("you can ask for help, and wait for it"),
        _("other people’s worry or distance can puzzle you"),
    ),
    "middle": (
        _("some people bring out more worry in you than others"),
        _("on tired days you ask for more, or for less, than on good ones"),
        _("you find parts of yourself in more than one place on the map"),
    ),
}

STRENGTHS: dict[str, tuple[str, str, str]] = {
    "worry": (
        _("you pick up how people feel"),
        _("you are willing to reach out and repair"),
        _("bonds matter to you, and you put work into them"),
    ),
    "distance": (
        _("you stay calm when others need someone steady beside them"),
        _("you can be on your own without feeling lost"),
        _("you leave other people room to be as they are"),
    ),
    "both": (
        _("you notice much that others miss"),
        _("you take trust seriously, and do not give it away"),
        _("you have gone on wanting closeness, though it was not simple"),
    ),
    "ease": (
        _("you can say what you need"),
        _("you can hear a no without losing the thread"),
        _("people can come to you with what is hard"),
    ),
    "middle": (
        _("you can move: closer on some days, further off on others"),
        _("you know both sides from the inside"),
        _("you can adapt to the person in front of you"),
    ),
}


@dataclass(frozen=True)
class NextStep:
    """One lesson to go on with, by its permanent id. A test keeps the title as the lesson has it."""

    lesson: str
    title: str
    words: str


NEXT_STEPS: dict[str, NextStep] = {
    "worry": NextStep(
        "someone-goes-quiet",
        _("When someone you love goes quiet"),
        _("It is about the moment the worry starts, and one thing to try."),
    ),
    "distance": NextStep(
        "pulling-away",
        _("Pulling away"),
        _("It is about what stepping back does for you, and a way to say when you will be back."),
    ),
    "both": NextStep(
        "grounding-with-the-senses",
        _("Grounding with the senses"),
        _("It is about finding steady ground first. It asks nothing about anybody."),
    ),
    "ease": NextStep(
        "the-loop",
        _("The loop between two people"),
        _("It is about what happens when one person worries and the other steps back."),
    ),
    "middle": NextStep(
        "two-dials",
        _("Two dials: worry and distance"),
        _("It is about the two scales of this map, and how they move from bond to bond."),
    ),
}
