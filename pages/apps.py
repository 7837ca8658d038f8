"""The app's name for Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
