"""Addresses of this app. Those that improve on a page of allauth stand before it, at the same place."""

from django.urls import path

from accounts.views import entrance, factors, settings

app_name = "accounts"
urlpatterns = [
    path("account/signup/", entrance.SignUp.as_view()),
    path("settings/", settings.show_settings, name="settings"),
    path("settings/save/", settings.save_settings, name="save_settings"),
    path("settings/second-step/", factors.second_step, name="second_step"),
]
