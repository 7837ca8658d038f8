"""What is told to the people who write the lessons."""

from celery import shared_task
from django.utils import timezone

from courses import services


@shared_task(name="courses.tell_authors")
def tell_authors() -> bool:
    return services.tell_authors(today=timezone.localdate())
