"""Addresses of this app. Keys in them are random; the token of an invitation is good for one answer.

Only a clinician's own addresses say so: what a client opens stands in the client's mail and history.
"""

from django.urls import path

from clinic.views import (
    clinician,
    clinician_account,
    clinician_inviting,
    clinician_reading,
    clinician_sessions,
    contact,
    marks,
    picks,
    public,
    sharing,
)

app_name = "clinic"
urlpatterns = [
    path("clinic/", clinician_reading.clients, name="clients"),
    path("clinic/list/", clinician_reading.clients_file, name="clients_file"),
    path("clinic/about/", public.about, name="about"),
    path("clinic/account/", clinician_account.profile, name="profile"),
    path("clinic/invite/", clinician_inviting.invite, name="invite"),
    path("clinic/invite/<uuid:key>/", clinician_inviting.invitation_code, name="invitation_code"),
    path(
        "clinic/invite/<uuid:key>/withdraw/",
        clinician_inviting.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("clinic/contact/<uuid:key>/seen/", clinician_sessions.acknowledge, name="acknowledge"),
    path("clinic/<uuid:key>/met/", clinician_sessions.met_as_clinician, name="met_as_clinician"),
    path("i/<slug:token>/", public.invitation, name="invitation"),
    path("i/<slug:token>/not-now/", public.decline_invitation, name="decline_invitation"),
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/code/", public.enter_code, name="enter_code"),
    path("sharing/code/answer/", public.coded_invitation, name="coded_invitation"),
    path("sharing/code/not-now/", public.decline_coded_invitation, name="decline_coded_invitation"),
    path("sharing/<uuid:key>/", sharing.connection, name="connection"),
    path("sharing/<uuid:key>/kinds/", sharing.change_sharing, name="change_sharing"),
    path("sharing/<uuid:key>/renew/", sharing.renew_sharing, name="renew_sharing"),
    path("sharing/<uuid:key>/pause/", sharing.pause, name="pause_sharing"),
    path("sharing/<uuid:key>/go-on/", sharing.resume, name="resume_sharing"),
    path("sharing/<uuid:key>/nudges/off/", sharing.mute_nudges, name="mute_nudges"),
    path("sharing/<uuid:key>/nudges/on/", sharing.allow_nudges, name="allow_nudges"),
    path("sharing/<uuid:key>/looks/", sharing.looks, name="looks"),
    path("sharing/<uuid:key>/contact/", contact.ask, name="contact"),
    path("sharing/contact/<uuid:key>/withdraw/", contact.withdraw, name="withdraw_contact"),
    path("sharing/<uuid:key>/met/", picks.met, name="met"),
    path("sharing/<uuid:key>/picks/", picks.pick, name="pick"),
    path("sharing/picks/<uuid:key>/remove/", picks.remove_pick, name="remove_pick"),
    path("sharing/picks/<uuid:key>/up/", picks.move_pick_up, name="move_pick_up"),
    path("sharing/picks/<uuid:key>/again/", picks.pick_again, name="pick_again"),
    path("sharing/bring/<uuid:key>/", picks.bring_result, name="bring_result"),
    path("sharing/show/<uuid:key>/", marks.show_entry, name="show_entry"),
    path("sharing/marks/<uuid:key>/take-back/", marks.take_back, name="take_back"),
    path("sharing/<uuid:key>/end/", sharing.end_as_client, name="end_as_client"),
    path("sharing/suggested/<uuid:key>/not-now/", sharing.decline_assignment, name="decline_assignment"),
    path("clinic/<uuid:key>/", clinician_reading.client, name="client"),
    path("clinic/<uuid:key>/days/", clinician_reading.timeline, name="timeline"),
    path("clinic/<uuid:key>/results/", clinician_reading.results, name="results"),
    path("clinic/<uuid:key>/results/<uuid:result_key>/", clinician_reading.result, name="result"),
    path("clinic/<uuid:key>/pages/<uuid:mark_key>/", clinician_reading.shared_entry, name="shared_entry"),
    path("clinic/<uuid:key>/check-ins/", clinician_reading.shared_check_ins, name="shared_check_ins"),
    path("clinic/<uuid:key>/summary/", clinician_reading.summary, name="summary"),
    path("clinic/<uuid:key>/assign/", clinician.assign, name="assign"),
    path("clinic/<uuid:key>/assign/preview/", clinician.preview_assignment, name="preview_assignment"),
    path(
        "clinic/<uuid:key>/assigned/<uuid:assignment_key>/withdraw/",
        clinician.withdraw_assignment,
        name="withdraw_assignment",
    ),
    path("clinic/<uuid:key>/end/", clinician.end, name="end"),
]
