"""Addresses of this app."""

from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("settings/data/", views.data, name="data"),
    path("settings/data/ask/", views.ask, name="ask"),
    path("settings/data/fetch/", views.fetch, name="fetch"),
    path("settings/data/record/", views.record, name="record"),
    path("settings/data/close/", views.leave, name="leave"),
    path("settings/data/closed/", views.gone, name="gone"),
]
