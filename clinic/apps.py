"""The app's name for Django."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"
