"""Addresses about notes. The words “reminder” and “unsubscribe” stay out of them."""

from django.urls import path

from reminders.views import links, own

app_name = "reminders"
urlpatterns = [
    path("", own.settings_page, name="settings"),
    path("why/", own.why, name="why"),
    path("change/", own.change, name="change"),
    path("pause/", own.pause, name="pause"),
    path("stop/", own.stop, name="stop"),
    path("resume/", own.resume, name="resume"),
    path("test/", own.send_test, name="test"),
    path("mute/", own.mark_unsafe, name="mark_unsafe"),
    path("unmute/", own.mark_safe, name="mark_safe"),
    path("address/", own.try_address_again, name="try_again"),
    path("again/<uuid:key>/", own.again, name="again"),
    path("days/", own.keep_calendar, name="keep_calendar"),
    path("days/end/", own.end_calendar, name="end_calendar"),
    # Under i/ and u/ the log keeps no secrets (common.logs).
    path("i/<uuid:key>.ics", links.calendar, name="calendar"),
    path("u/<str:token>/", links.wishes, name="wishes"),
    path("u/<str:token>/stop/", links.wishes_stop, name="wishes_stop"),
    path("u/<str:token>/pause/", links.wishes_pause, name="wishes_pause"),
]
