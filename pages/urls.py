"""Addresses of the pages that look at everything."""

from django.urls import path

from pages.views import plain

app_name = "pages"
urlpatterns = [
    path("", plain.page("landing", nav="courses"), name="landing"),
    path("today/", plain.page("today", nav="today"), name="today"),
    path("help/", plain.page("help"), name="help"),
    path("help/safety/", plain.page("help_safety"), name="help_safety"),
    path("pause/", plain.page("pause"), name="pause"),
    path("leave/", plain.page("pause"), name="leave"),
    path("leave/about/", plain.page("leave_explained"), name="leave_about"),
    path("leave/about/seen/", plain.page("leave_explained"), name="leave_seen"),
    path("how-it-works/", plain.page("how", nav="how"), name="how"),
    path("staying-private/", plain.page("private"), name="private"),
    path("evidence/", plain.page("evidence"), name="evidence"),
    path("privacy/", plain.page("privacy"), name="privacy"),
    path("accessibility/", plain.page("accessibility"), name="accessibility"),
    path("mailbox/", plain.page("landing"), name="mailbox"),
    path("livez", plain.page("landing"), name="livez"),
    path("readyz", plain.page("landing"), name="readyz"),
]
