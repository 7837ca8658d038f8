"""A small library to read in."""

import pytest

from tests.builders import Folder


@pytest.fixture
def folder(tmp_path) -> Folder:
    """A content folder with one course of two modules of two lessons, not published yet."""
    return Folder(tmp_path).fill()
