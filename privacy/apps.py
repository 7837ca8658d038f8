"""The app's name for Django."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
