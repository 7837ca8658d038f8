"""Addresses about notes. The words “reminder” and “unsubscribe” stay out of them."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "reminders"
urlpatterns = [
    path("", RedirectView.as_view(url="/"), name="settings"),
    path("u/<str:token>/", RedirectView.as_view(url="/"), name="wishes"),
]
