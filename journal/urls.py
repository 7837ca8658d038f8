"""Addresses of the notebook: neutral, keys instead of names."""

from django.urls import path

from journal.views import forms

app_name = "journal"
urlpatterns = [
    path("f/<slug:name>/", forms.form, name="form"),
    path("f/<slug:name>/settle/", forms.settle, name="settle"),
    path("f/<slug:name>/<uuid:key>/", forms.keep, name="keep"),
    path("f/<slug:name>/<uuid:key>/save/", forms.save, name="save"),
]
