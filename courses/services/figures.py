"""Figures of lessons: files of the content folder, never anything else."""

from pathlib import Path

from django.conf import settings

KINDS = {".png": "image/png", ".webp": "image/webp", ".svg": "image/svg+xml"}


def find_figure(name: str) -> tuple[Path, str] | None:
    """The file and its kind, or None for what is no plain file inside content/figures."""
    home = (Path(settings.CONTENT_DIR) / "figures").resolve()
    try:
        path = (home / name).resolve()
    except (OSError, ValueError):
        return None
    kind = KINDS.get(path.suffix.lower())
    if kind is None or not path.is_relative_to(home) or not path.is_file():
        return None
    return path, kind
