"""Addresses of the notebook: neutral, keys instead of names."""

from django.urls import path

from journal.views import checkins, entries, exports, forms, notebook, notes, pocket

app_name = "journal"
urlpatterns = [
    path("", notebook.notebook, name="notebook"),
    path("search/", notebook.look_for, name="search"),
    path("victories/", notebook.victories, name="victories"),
    path("check-ins/", checkins.check_ins, name="check_ins"),
    path("from-me/", notes.from_me, name="from_me"),
    path("from-me/write/", notes.write, name="write_note"),
    path("from-me/<uuid:key>/", notes.note, name="note"),
    path("from-me/<uuid:key>/open/", notes.open_note, name="open_note"),
    path("from-me/<uuid:key>/delete/", notes.delete_note, name="delete_note"),
    path("print/", exports.print_notebook, name="print"),
    path("export/", exports.export, name="export"),
    path("card/", pocket.card, name="card"),
    path("card/fill/", pocket.fill, name="fill_card"),
    path("card/hand/", pocket.hand, name="hand"),
    path("card/fold/", pocket.fold, name="fold"),
    path("e/<uuid:key>/", entries.entry, name="entry"),
    path("e/<uuid:key>/edit/", entries.edit, name="edit"),
    path("e/<uuid:key>/settle/", entries.settle, name="settle_entry"),
    path("e/<uuid:key>/delete/", entries.delete, name="delete"),
    path("f/<slug:name>/", forms.form, name="form"),
    path("f/<slug:name>/settle/", forms.settle, name="settle"),
    path("f/<slug:name>/<uuid:key>/", forms.keep, name="keep"),
    path("f/<slug:name>/<uuid:key>/save/", forms.save, name="save"),
]
