"""Figures of lessons: files of the content folder, never anything else."""

from pathlib import Path

from django.conf import settings

KINDS = {".png": "image/png", ".webp": "image/webp", ".svg": "image/svg+xml"}


def find_figure(name: str) -> tuple[Path, str] | None:
    """The file and its kind, or None for what is no plain file inside content/figures."""
    home = (Path(settings.CONTENT_DIR) / "figures").resolve()
    try:
        path = (home / name).resolve()
        is_ours = path.is_relative_to(home) and path.is_file()
    except (OSError, ValueError):  # names that no file can have: too long, or with a zero byte
        return None
    kind = KINDS.get(path.suffix.lower())
    return (path, kind) if is_ours and kind else None
