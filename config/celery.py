"""Celery reads CELERY_* settings and finds each app's tasks."""

import os

from celery import Celery

from common import localfs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
localfs.register()

app = Celery("alder")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
