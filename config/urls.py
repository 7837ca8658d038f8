"""Every address of the house: one include per app."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from courses.urls import preview_urls

admin.site.site_header = admin.site.site_title = _("Staff")
admin.site.index_title = _("What staff can see and do")

urlpatterns = [
    path("", include("pages.urls")),
    path("", include("accounts.urls")),
    path("", include("privacy.urls")),
    path("account/", include("allauth.urls")),
    path("c/", include("courses.urls")),
    path("preview/", include((preview_urls, "preview"))),
    path("q/", include("quizzes.urls")),
    path("notebook/", include("journal.urls")),
    path("", include("clinic.urls")),
    path("notes/", include("reminders.urls")),
    path("", include("outbox.urls")),
    path("staff/", admin.site.urls),
]
handler400 = "pages.views.bad_request"
handler404 = "pages.views.not_found"
handler500 = "pages.views.server_error"
