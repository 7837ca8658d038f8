"""Checks and scales to publish in tests, made of the grammar's own trees."""

from django.utils import timezone

from library.grammar.trees import (
    AnchorTree,
    CheckTree,
    ItemTree,
    LicenceTree,
    OptionTree,
    QuestionTree,
    ScaleTree,
    SubscaleTree,
)
from quizzes.access import get_quiz
from quizzes.models import Quiz
from quizzes.publishing import publish

ANCHORS = tuple(AnchorTree(value=n, label=f"Words for {n}") for n in range(1, 8))


def option(name: str, *, right: bool = False, text: str = "") -> OptionTree:
    return OptionTree(
        id=name, text_html=text or f"Option {name}", feedback_html=f"Feedback on {name}.", is_right=right
    )


def question(
    name: str, *, kind: str = "one", right: str = "b", options: str = "abc", text: str = ""
) -> QuestionTree:
    return QuestionTree(
        id=name,
        text_html=text or f"Question {name}?",
        kind=kind,
        options=tuple(option(letter, right=letter in right) for letter in options),
    )


def check(key: str = "lesson-check", *questions: QuestionTree) -> CheckTree:
    return CheckTree(
        id=key, title="Check your understanding", questions=questions or (question("q1"), question("q2"))
    )


def scale(key: str = "closeness", version: int = 1, **changes) -> ScaleTree:
    """18 statements, nine each of w (worry) and d (distance), three of each reversed."""
    worry, distance = tuple(f"w{n}" for n in range(1, 10)), tuple(f"d{n}" for n in range(1, 10))
    items = [name for pair in zip(worry, distance, strict=True) for name in pair]
    facts = {
        "id": key,
        "version": version,
        "title": "Where are you with closeness?",
        "instructions": "Think of the last few months.",
        "min": 1,
        "max": 7,
        "anchors": ANCHORS,
        "items": tuple(ItemTree(id=name, text=f"Statement {name}.") for name in items),
        "subscales": (
            SubscaleTree(key="anxiety", title="Worry about being left", items=worry),
            SubscaleTree(key="avoidance", title="Keeping distance", items=distance),
        ),
        "reverse": ("w3", "w5", "w8", "d2", "d5", "d7"),
        "per_relationship": True,
        "licence": LicenceTree(holder="Alder", state="own", citation="Own words."),
    }
    return ScaleTree(**(facts | changes))


def published(*trees: CheckTree | ScaleTree) -> Quiz:
    """Publish these and nothing else; gives back the first one's row."""
    publish(
        checks=[("Lesson title", tree) for tree in trees if isinstance(tree, CheckTree)],
        scales=[tree for tree in trees if isinstance(tree, ScaleTree)],
        now=timezone.now(),
    )
    return get_quiz(trees[0].id)
