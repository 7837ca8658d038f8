"""A small library to read in."""

import pytest

from library.grammar import LibraryTree
from tests.builders import Folder, publish_small_library


@pytest.fixture
def folder(tmp_path) -> Folder:
    """A content folder with one course of two modules of two lessons, not published yet."""
    return Folder(tmp_path).fill()


@pytest.fixture
def library(db) -> LibraryTree:
    """The same, published."""
    return publish_small_library()
