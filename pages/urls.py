"""Addresses of the pages that look at everything."""

from django.conf import settings
from django.urls import path

from pages.views import health, home, mailbox, plain, starting, support, tools

app_name = "pages"
urlpatterns = [
    path("", home.landing, name="landing"),
    path("today/", home.today, name="today"),
    path("help/", support.help_now, name="help"),
    path("help/country/", support.keep_country, name="keep_country"),
    path("help/safety/", support.help_safety, name="help_safety"),
    path("pause/", support.pause, name="pause"),
    path("start/", starting.start, name="start"),
    path("tools/", tools.tools, name="tools"),
    path("leave/", support.leave, name="leave"),
    path("leave/about/", support.leave_about, name="leave_about"),
    path("leave/about/seen/", support.leave_seen, name="leave_seen"),
    path("how-it-works/", plain.page("how", nav="how"), name="how"),
    path("staying-private/", plain.page("private"), name="private"),
    path("evidence/", plain.page("evidence"), name="evidence"),
    path("privacy/", plain.page("privacy"), name="privacy"),
    path("accessibility/", plain.page("accessibility"), name="accessibility"),
    path(".well-known/security.txt", plain.security_txt, name="security_txt"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
if settings.HAS_MAILBOX_PAGE:
    urlpatterns += [
        path("mailbox/", mailbox.mailbox, name="mailbox"),
        path("mailbox/code/", mailbox.code, name="code"),
        path("mailbox/send-my-note/", mailbox.send_note_now, name="send_note_now"),
        path("mailbox/<slug:name>/", mailbox.mail, name="mail"),
        path("mailbox/<slug:name>/html/", mailbox.mail_html, name="mail_html"),
    ]
