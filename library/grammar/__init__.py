"""The grammar of content/: words in, frozen trees and problems out. Knows no Django."""

from __future__ import annotations

from library.grammar.compiler import compile_content
from library.grammar.trees import Compilation, LibraryTree, Problem

__all__ = ["Compilation", "LibraryTree", "Problem", "compile_content"]
