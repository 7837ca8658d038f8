"""Addresses of this app. They sit in browser histories, so they hold numbers and random keys only."""

from django.urls import path

from quizzes.views import checks, exports, results, sheets

app_name = "quizzes"
urlpatterns = [
    path("", results.results, name="results"),
    path("file/", exports.results_file, name="results_file"),
    path("agreement/end/", results.take_back, name="take_back"),
    path("sums/end/", results.stop_helping, name="stop_helping"),
    path("<int:number>/", sheets.scale, name="scale"),
    path("<int:number>/begin/", sheets.begin, name="begin"),
    path("<int:number>/begin/one/", sheets.begin_about_one, name="begin_about_one"),
    path("k/<int:number>/", checks.check, name="check"),
    path("k/<int:number>/save/", checks.save_check, name="save_check"),
    path("k/<int:number>/again/", checks.try_again, name="try_again"),
    path("k/<int:number>/look/", checks.look_at_check, name="look_at_check"),
    path("s/<uuid:key>/", sheets.sitting, name="sitting"),
    path("s/<uuid:key>/<int:page>/", sheets.page, name="page"),
    path("s/<uuid:key>/one/<int:page>/", sheets.one, name="one"),
    path("s/<uuid:key>/delete/", sheets.delete_sheet, name="delete_sheet"),
    path("s/<uuid:key>/save/", sheets.save, name="save"),
    path("s/<uuid:key>/review/", sheets.review, name="review"),
    path("s/<uuid:key>/submit/", sheets.submit, name="submit"),
    path("r/<uuid:key>/", results.result, name="result"),
    path("r/<uuid:key>/file/", exports.result_file, name="result_file"),
    path("r/<uuid:key>/delete/", results.delete_result, name="delete_result"),
    path("r/<uuid:key>/more/", results.add_answers, name="add_answers"),
]
