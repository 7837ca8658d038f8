"""Addresses of this app. They stand in browser histories, so they are numbers and say nothing."""

from django.urls import include, path

from courses.views import catalogue, finding, joining, lessons, papers, preview, worse

app_name = "courses"
lesson_urls = [
    path("", lessons.lesson, name="lesson"),
    path("finish/", lessons.finish, name="finish"),
    path("unfinish/", lessons.unfinish, name="unfinish"),
    path("keep/", lessons.keep, name="keep"),
    path("place/", lessons.place, name="place"),
    path("return/", lessons.choose_return, name="return"),
    path("feedback/", worse.worse, name="worse"),
]
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("changes/", worse.changed, name="changed"),
    path("words/", catalogue.words, name="words"),
    path("find/", finding.find, name="find"),
    path("figures/<path:name>", catalogue.figure, name="figure"),
    path("<int:number>/", catalogue.course, name="course"),
    path("<int:number>/join/", joining.join, name="join"),
    path("<int:number>/pace/", joining.pace, name="pace"),
    path("<int:number>/leave/", joining.leave, name="leave"),
    path("<int:number>/letter/", papers.letter, name="letter"),
    path("l/<slug:key>/", lessons.lesson_of, name="lesson_of"),
    path("<int:course>/m<int:module>/pack/", papers.pack, name="pack"),
    path("<int:course>/m<int:module>/<int:number>/", include(lesson_urls)),
]
# Mounted beside the courses: staff look at the content folder as it is, before it is published.
preview_urls = [
    path("", preview.index, name="index"),
    path("<slug:key>/", preview.lesson, name="lesson"),
]
