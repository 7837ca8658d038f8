"""Mechanics without domain words."""

from django.apps import AppConfig

from common import entrance


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        entrance.watch()
