"""The product's own settings with a beat that ticks fifteen times as fast, and, if asked, a database that fills up."""

import os

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE as USUAL
from config.settings import DATABASES as DATABASES

FASTER = 15
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": entry["schedule"] / FASTER} for name, entry in USUAL.items()
}
if os.environ.get("DRILL_PAGES"):
    DATABASES["default"]["OPTIONS"]["init_command"] += f" PRAGMA max_page_count={os.environ['DRILL_PAGES']};"
