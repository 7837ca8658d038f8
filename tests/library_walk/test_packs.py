"""Every module can be taken away on paper, with each of its exercises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from courses.models import Module
from courses.rules.contents import lessons_in
from library.grammar import LibraryTree
from tests.library_walk.page import Page
from tests.library_walk.shelf import MODULES
from tests.pdfs import read as printed


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_printed_with_its_exercises(
    name: str, published: LibraryTree, as_ada: Client, read: Callable[[str], Page]
):
    module = Module.objects.select_related("course").get(key=name)
    address = f"/c/{module.course.number}/m{module.number}/pack/"
    assert address in read(module.course.get_absolute_url()).links
    answer = as_ada.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pack = printed(answer.content)
    assert pack.is_accessible
    titles = [
        exercise.title
        for _course, found, lesson in lessons_in(published)
        if found.id == name
        for exercise in lesson.exercises
    ]
    assert [title for title in titles if title not in pack.text] == []
