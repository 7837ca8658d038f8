"""Addresses of the notebook: neutral, keys instead of names."""

from django.urls import URLPattern

app_name = "journal"
urlpatterns: list[URLPattern] = []
