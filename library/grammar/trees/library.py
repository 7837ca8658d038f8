"""The whole library, and what came of compiling it."""

from __future__ import annotations

from library.grammar.trees.base import Problem, Tree
from library.grammar.trees.lessons import CourseTree, PathTree
from library.grammar.trees.scales import ScaleTree
from library.grammar.trees.shelves import (
    ChangeTree,
    FeelingGroupTree,
    NeedTree,
    ReferenceTree,
    StartQuestionTree,
    SupportLineTree,
    TermTree,
)


class LibraryTree(Tree):
    courses: tuple[CourseTree, ...]
    scales: tuple[ScaleTree, ...]
    references: tuple[ReferenceTree, ...]
    glossary: tuple[TermTree, ...]
    support_lines: tuple[SupportLineTree, ...]
    digest: str
    feelings: tuple[FeelingGroupTree, ...] = ()
    paths: tuple[PathTree, ...] = ()
    needs: tuple[NeedTree, ...] = ()
    start: tuple[StartQuestionTree, ...] = ()
    changes: tuple[ChangeTree, ...] = ()


class Compilation(Tree):
    """What came of a content folder: a library, unless there was any error."""

    library: LibraryTree | None
    problems: tuple[Problem, ...]
