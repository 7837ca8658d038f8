"""Answering a scale: the choice to begin, six statements a page or one, a look over, handing in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from accounts.models import User
from common.errors import RuleBroken
from common.http import autosave, sequences
from quizzes import access, services
from quizzes.forms import CONSENT, CONSENT_VERSION, HELP, HELP_VERSION, ONE, SIX, BeginForm, CarefulForm
from quizzes.models import Quiz, Sitting
from quizzes.rules import pages
from quizzes.services import sheets

TAKEN_BACK = gettext_lazy(
    "You took back that answers are kept. Agree again to go on; what you answered before is still there."
)

WORDS_GONE = gettext_lazy(
    "These statements belong to somebody else and may not be shown at the moment. What you answered is kept."
)


@login_not_required
@require_GET
def scale(request: HttpRequest, number: int) -> HttpResponse:
    """What it asks, how long it takes, who sees it, what it cannot say: then the choice."""
    quiz = access.get_scale(number)
    return _start_page(request, quiz, _begin_form(request, quiz))


def _begin_form(request: HttpRequest, quiz: Quiz, data: QueryDict | None = None) -> BeginForm:
    learner = request.user if isinstance(request.user, User) else None
    agreed = services.agreements(learner=learner) if learner else None
    layout = ONE if learner and sheets.usual_layout(learner=learner) else SIX
    return BeginForm(
        data,
        initial={"layout": layout, "helps": bool(agreed and agreed.helps)},
        may_be_about_one=quiz.may_be_about_one,
        asks_consent=bool(agreed and agreed.kept_under != CONSENT_VERSION),
        has_layouts=quiz.statements > pages.SIX,
        can_be_checked=quiz.can_be_checked,
    )


def _may_keep(request: UserRequest) -> bool:
    return services.may_keep(learner=request.user)


def no_words(request: UserRequest) -> HttpResponse:
    """A permission that ended covers a sheet begun while it stood, too."""
    messages.info(request, WORDS_GONE)
    return redirect("quizzes:results")


def ask_again(request: UserRequest, quiz: Quiz) -> HttpResponse:
    """Where the yes was given is where it can be given again; what was begun goes on from there."""
    messages.info(request, TAKEN_BACK)
    if quiz.retired_at is not None:
        return redirect("quizzes:results")
    return redirect("quizzes:scale", number=quiz.number)


def _asks_consent(learner: User) -> bool:
    return services.asks_consent(learner=learner, version=CONSENT_VERSION)


def _start_page(request: HttpRequest, quiz: Quiz, form: BeginForm, status: int = 200) -> HttpResponse:
    learner = request.user if request.user.is_authenticated else None
    start = sheets.start_of(quiz=quiz, learner=learner, now=timezone.now())
    context = {"start": start, "form": form, "nav": "results"}
    return render(request, "quizzes/start.html", context, status=status)


@require_POST
def begin(request: UserRequest, number: int) -> HttpResponse:
    """Sit down; about one person only after the question whether that is safe."""
    quiz = access.get_scale(number)
    form = _begin_form(request, quiz, request.POST)
    if not form.is_valid():
        return _start_page(request, quiz, form, status=422)
    if form.chosen != Sitting.About.GENERAL:
        return _careful_page(request, quiz, CarefulForm(initial=form.carried))
    return _sit_down(request, quiz, form, form.chosen)


@require_POST
def begin_about_one(request: UserRequest, number: int) -> HttpResponse:
    """Nothing is noted before this question is answered, and its answer never is."""
    quiz = access.get_scale(number)
    form = CarefulForm(request.POST)
    if not form.is_valid():
        return _careful_page(request, quiz, form, status=422)
    if not form.is_safe_to_go_on:
        return redirect("pages:help_safety")
    return _sit_down(request, quiz, form, form.cleaned_data["about"])


def _careful_page(request: UserRequest, quiz: Quiz, form: CarefulForm, status: int = 200) -> HttpResponse:
    context = {"quiz": quiz, "form": form, "nav": "results"}
    return render(request, "quizzes/careful.html", context, status=status)


def _sit_down(request: UserRequest, quiz: Quiz, form: BeginForm | CarefulForm, about: str) -> HttpResponse:
    if form.cleaned_data.get("agree"):
        services.agree(learner=request.user, version=CONSENT_VERSION, text=str(CONSENT))
    elif _asks_consent(request.user):
        return redirect("quizzes:scale", number=quiz.number)
    if quiz.can_be_checked:
        _note_help(request, form)
    sitting = services.start_sitting(learner=request.user, quiz=quiz, about=about)
    sheets.lay_out(sitting=sitting, is_one_a_page=form.is_one_a_page)
    return redirect("quizzes:sitting", key=sitting.key)


def _note_help(request: UserRequest, form: BeginForm | CarefulForm) -> None:
    """The box says how it shall be from now on: taking the tick out takes the yes back."""
    if form.cleaned_data["helps"]:
        services.help_check(learner=request.user, version=HELP_VERSION, text=str(HELP))
    else:
        services.stop_helping(learner=request.user)


@require_GET
def sitting(request: UserRequest, key: UUID) -> HttpResponse:
    """Back to the first page with something open, or on to the look over, or to the result."""
    sheet = access.get_sheet(request.user, key)
    if sheet.submitted_at is not None:
        return _result_of(sheet)
    if not sheet.quiz.is_licensed:
        return no_words(request)
    size = pages.size_of(sheet.is_one_a_page)
    page = pages.first_open(sheet.version.definition, sheets.answered(sheet), size)
    return _to_page(sheet, page, size) if page else redirect("quizzes:review", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: UserRequest, key: UUID, page: int) -> HttpResponse:
    return _paged(request, key, page, pages.SIX)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: UserRequest, key: UUID, page: int) -> HttpResponse:
    """A page of one statement. The layout is in the address, so that a tab of either kind keeps what it shows."""
    return _paged(request, key, page, pages.ONE)


def _paged(request: UserRequest, key: UUID, page: int, size: int) -> HttpResponse:
    sheet = access.get_sheet(request.user, key)
    if not 1 <= page <= pages.count(sheet.version.definition, size):
        raise Http404
    if sheet.submitted_at is not None:
        return _result_of(sheet)
    if not sheet.quiz.is_licensed:
        return no_words(request)
    if request.method != "POST":
        return _page(request, sheet, page, size)
    return _keep_page(request, sheet, page, size) if _may_keep(request) else ask_again(request, sheet.quiz)


def _page(request: UserRequest, sheet: Sitting, page: int, size: int, status: int = 200) -> HttpResponse:
    shown = sheets.page_of(sitting=sheet, page=page, size=size)
    context = {"page": shown, "sitting": sheet, "nav": "results"}
    return render(request, "quizzes/page.html", context, status=status)


def _keep_page(request: UserRequest, sheet: Sitting, page: int, size: int) -> HttpResponse:
    """Keep what was answered on this page, then go where the button says."""
    items = pages.items_on(sheet.version.definition, page, size)
    values = {item: request.POST.getlist(item) for item in items if item in request.POST}
    try:
        services.save_page(sitting=sheet, values=values, seen=sequences(request.POST.get("seen", "")))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _page(request, sheet, page, size, status=422)
    return _after_page(request, sheet, page, size)


def _after_page(request: UserRequest, sheet: Sitting, page: int, size: int) -> HttpResponse:
    go = request.POST.get("go")
    if go == "stop":
        messages.success(request, _("Your answers are kept. You can carry on from here at any time."))
        return redirect("quizzes:results")
    if go in (SIX, ONE):
        return _lay_out_anew(sheet, page, size, is_one_a_page=go == ONE)
    if go == "back" and page > 1:
        return _to_page(sheet, page - 1, size)
    if page < pages.count(sheet.version.definition, size):
        return _to_page(sheet, page + 1, size)
    return redirect("quizzes:review", key=sheet.key)


def _lay_out_anew(sheet: Sitting, page: int, size: int, *, is_one_a_page: bool) -> HttpResponse:
    """The same statements in the other layout, at the place the person was."""
    definition = sheet.version.definition
    here = sheets.first_left_on(sitting=sheet, items=pages.items_on(definition, page, size))
    sheets.lay_out(sitting=sheet, is_one_a_page=is_one_a_page)
    other = pages.size_of(is_one_a_page)
    return _to_page(sheet, pages.page_with(definition, here, other), other)


def _to_page(sheet: Sitting, page: int, size: int) -> HttpResponse:
    return redirect("quizzes:one" if size == pages.ONE else "quizzes:page", key=sheet.key, page=page)


@require_POST
def save(request: UserRequest, key: UUID) -> JsonResponse:
    sheet = access.get_sheet(request.user, key)
    if not _may_keep(request):
        return JsonResponse({"message": str(TAKEN_BACK)}, status=422)
    return autosave(
        request,
        lambda question, value, seen: services.save_answer(
            sitting=sheet, question=question, value=value, seen=seen
        ),
    )


@require_GET
def review(request: UserRequest, key: UUID) -> HttpResponse:
    sheet = access.get_sheet(request.user, key)
    if sheet.submitted_at is not None:
        return _result_of(sheet)
    if not sheet.quiz.is_licensed:
        return no_words(request)
    context = {"sitting": sheet, "left": sheets.left_open(sheet), "nav": "results"}
    return render(request, "quizzes/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_sheet(request: UserRequest, key: UUID) -> HttpResponse:
    """Asked once, then what was answered so far is gone."""
    sheet = access.get_sheet(request.user, key)
    if sheet.submitted_at is not None:
        return _result_of(sheet)
    if request.method != "POST":
        return render(request, "quizzes/delete_sheet.html", {"sitting": sheet, "nav": "results"})
    services.delete_sitting(sitting=sheet)
    messages.success(request, _("Deleted. Nothing of what you answered there is left."))
    return redirect("quizzes:results")


@require_POST
def submit(request: UserRequest, key: UUID) -> HttpResponse:
    """Hand in; pressing twice leads to the same result."""
    sheet = access.get_sheet(request.user, key)
    if sheet.submitted_at is None and not _may_keep(request):
        return ask_again(request, sheet.quiz)
    if sheet.submitted_at is None and not sheet.quiz.is_licensed:
        return no_words(request)
    services.submit(sitting=sheet)
    return _result_of(sheet)


def _result_of(sheet: Sitting) -> HttpResponse:
    result = services.result_of(sitting=sheet)
    if result is None:
        raise Http404
    return redirect("quizzes:result", key=result.key)
