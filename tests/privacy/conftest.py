"""A house full of people, with its files in a folder of its own."""

from pathlib import Path

import pytest

from accounts.services import add_person
from tests.people import ready_clinician
from tests.privacy.life import Life, live, publish_everything


@pytest.fixture
def own_files(settings, tmp_path: Path) -> Path:
    for name in ("MAILBOX_DIR", "BROKER_DIR", "ERASED_DIR"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, name, folder)
    return tmp_path


@pytest.fixture
def lives(db, own_files: Path, stella) -> tuple[Life, Life]:
    """Ada, and Bea, who has done all the same, with the same clinician and another client."""
    publish_everything()
    clara, mo, noa = (
        add_person(email=f"{name}@example.org", password="quiet-lanterns-9")
        for name in ("clara", "mo", "noa")
    )
    ready_clinician(clara, stella, "Clara Lind")
    bea = live("bea", staff=stella, clinician=clara, other=mo)
    return live("ada", staff=stella, clinician=clara, other=noa), bea
