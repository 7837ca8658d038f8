"""Addresses of this app. Sign-up stands before allauth's own, at the same place and under the same name."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/signup/", views.SignUp.as_view()),
    path("settings/", views.show_settings, name="settings"),
    path("settings/save/", views.save_settings, name="save_settings"),
]
