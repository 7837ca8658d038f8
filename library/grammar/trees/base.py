"""What every tree is, and the problems found on the way."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Tree(BaseModel):
    """A value that never changes once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Problem(Tree):
    """Something wrong at one place, said so that an author can mend it."""

    path: str
    line: int
    severity: Literal["error", "warning"]
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} {self.mend}".rstrip()
