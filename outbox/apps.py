"""The app's name for Django."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
