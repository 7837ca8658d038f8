"""Settings, addresses and Celery: knows every app, and nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
