"""Celery reads CELERY_* settings and finds each app's tasks."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

from common import keys, localfs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
keys.read_settings_or_exit()
localfs.register()

app = Celery("alder")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def prove_keys(**_: Any) -> None:
    keys.prove_or_exit()
