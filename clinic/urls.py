"""Addresses of this app. Keys in them are random; the token of an invitation is good for one answer.

Only a clinician's own addresses say so: what a client opens stands in the client's mail and history.
"""

from django.urls import path

from clinic.views import clinician, public, sharing

app_name = "clinic"
urlpatterns = [
    path("clinic/", clinician.clients, name="clients"),
    path("clinic/about/", public.about, name="about"),
    path("clinic/invite/", clinician.invite, name="invite"),
    path("clinic/invite/<uuid:key>/withdraw/", clinician.withdraw_invitation, name="withdraw_invitation"),
    path("i/<slug:token>/", public.invitation, name="invitation"),
    path("i/<slug:token>/not-now/", public.decline_invitation, name="decline_invitation"),
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/<uuid:key>/", sharing.change_sharing, name="change_sharing"),
    path("sharing/<uuid:key>/end/", sharing.end_as_client, name="end_as_client"),
    path("sharing/suggested/<uuid:key>/not-now/", sharing.decline_assignment, name="decline_assignment"),
    path("clinic/<uuid:key>/", clinician.client, name="client"),
    path("clinic/<uuid:key>/assign/", clinician.assign, name="assign"),
    path("clinic/<uuid:key>/assign/preview/", clinician.preview_assignment, name="preview_assignment"),
    path(
        "clinic/<uuid:key>/assigned/<uuid:assignment_key>/withdraw/",
        clinician.withdraw_assignment,
        name="withdraw_assignment",
    ),
    path("clinic/<uuid:key>/end/", clinician.end, name="end"),
]
