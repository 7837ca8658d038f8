"""Addresses about notes. The words “reminder” and “unsubscribe” stay out of them."""

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.settings_page, name="settings"),
    path("change/", views.change, name="change"),
    path("pause/", views.pause, name="pause"),
    path("stop/", views.stop, name="stop"),
    path("resume/", views.resume, name="resume"),
    path("u/<str:token>/", views.wishes, name="wishes"),
    path("u/<str:token>/stop/", views.wishes_stop, name="wishes_stop"),
    path("u/<str:token>/pause/", views.wishes_pause, name="wishes_pause"),
]
