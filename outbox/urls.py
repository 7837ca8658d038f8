"""An address for machines."""

from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("hooks/post/", views.news, name="news"),
]
