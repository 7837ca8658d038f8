"""The frozen trees a compiled library is made of, and the problems found on the way.

A stored tree is read back with ``LibraryTree.model_validate_json(text)``: strict models accept
JSON arrays and dates there, while ``model_validate`` expects tuples and ``date`` objects.
"""

from __future__ import annotations

from library.grammar.trees.base import Problem, Tree
from library.grammar.trees.exercises import ExerciseTree, FieldTree, FieldType, Mode, Pocket
from library.grammar.trees.lessons import (
    CheckTree,
    CourseTree,
    FootnoteTree,
    Fork,
    Heading,
    HtmlPart,
    LessonTree,
    ModuleTree,
    OptionTree,
    Part,
    PathTree,
    QuestionTree,
    SlotKind,
    SlotPart,
    Strength,
)
from library.grammar.trees.library import Compilation, LibraryTree
from library.grammar.trees.scales import (
    AnchorTree,
    ItemTree,
    LicenceTree,
    PermissionTree,
    ReliabilityFigure,
    ScaleTree,
    SubscaleTree,
    TextPackTree,
)
from library.grammar.trees.shelves import (
    ChangeTree,
    Energy,
    FeelingGroupTree,
    HelpPage,
    NeedTree,
    ReferenceTree,
    StartAnswerTree,
    StartQuestionTree,
    SupportLineTree,
    TermTree,
    Tone,
)

__all__ = [
    "AnchorTree",
    "ChangeTree",
    "CheckTree",
    "Compilation",
    "CourseTree",
    "Energy",
    "ExerciseTree",
    "FeelingGroupTree",
    "FieldTree",
    "FieldType",
    "FootnoteTree",
    "Fork",
    "Heading",
    "HelpPage",
    "HtmlPart",
    "ItemTree",
    "LessonTree",
    "LibraryTree",
    "LicenceTree",
    "Mode",
    "ModuleTree",
    "NeedTree",
    "OptionTree",
    "Part",
    "PathTree",
    "PermissionTree",
    "Pocket",
    "Problem",
    "QuestionTree",
    "ReferenceTree",
    "ReliabilityFigure",
    "ScaleTree",
    "SlotKind",
    "SlotPart",
    "StartAnswerTree",
    "StartQuestionTree",
    "Strength",
    "SubscaleTree",
    "SupportLineTree",
    "TermTree",
    "TextPackTree",
    "Tone",
    "Tree",
]
