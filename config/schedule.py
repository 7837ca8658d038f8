"""What beat starts, and how often. Every task is safe to repeat, and too old to matter once it has expired."""

from typing import Any


def _every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": min(2 * seconds, 3600)}}


CELERY_BEAT_SCHEDULE = {
    "send": _every(15.0, "outbox.send_due"),
    "beat": _every(30.0, "outbox.note_beat"),
    "plan": _every(60.0, "reminders.plan_due"),
    "reap": _every(60.0, "outbox.reap"),
    "ways_back": _every(300.0, "accounts.finish_resets"),
    "worse": _every(3600.0, "courses.tell_authors"),  # of every day that is over, once
    "forget_visits": _every(3600.0, "accounts.forget_visits"),
    "tidy": _every(3600.0, "outbox.tidy"),
    "copies": _every(60.0, "privacy.make_archives"),
    "leavings": _every(60.0, "privacy.finish_leavings"),
    "forget_copies": _every(3600.0, "privacy.forget_archives"),
    "closings": _every(300.0, "clinic.note_closings"),
    "forget": _every(3600.0, "clinic.forget_expired"),
    "forget_marks": _every(3600.0, "journal.forget_expired"),
    "permissions": _every(3600.0, "quizzes.expire_permissions"),
    "figures": _every(
        3600.0, "quizzes.count_figures"
    ),  # counts once a week; asked hourly, so that no restart skips it
}
