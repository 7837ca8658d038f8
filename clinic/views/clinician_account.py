"""What a clinician tells all clients: when they answer, and until when they are away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.forms import ProfileForm
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def profile(request: UserRequest) -> HttpResponse:
    clinician = access.get_clinician(request.user)
    kept = services.profile_of(clinician=clinician)
    initial = {"reply_hours": kept.reply_hours, "away_until": kept.away_until} if kept else {}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_profile(clinician=clinician, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Your clients read it from now on."))
            return redirect("clinic:profile")
    context = {"nav": "clients", "form": form, "person": clinician}
    return render(request, "clinic/profile.html", context, status=422 if form.errors else 200)
