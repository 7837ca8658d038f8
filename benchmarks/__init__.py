"""Measurements against named references, both taken in one run: `make bench`. Nothing here fails a build."""
