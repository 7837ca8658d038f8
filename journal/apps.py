"""Exercises as content, and the notebook: what people write for themselves."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"
