"""Bringing files in."""

from django.urls import path

from tandem.connectors.views import aside, batch, catalogue, upload

urlpatterns = [
    path("imports/", upload.imports, name="imports"),
    path("imports/<int:pk>/", batch.run, name="import_run"),
    path("imports/<int:pk>/start/", batch.start, name="import_start"),
    path("imports/<int:pk>/undo/", batch.undo, name="import_undo"),
    path("imports/<int:pk>/progress/", batch.progress, name="import_progress"),
    path("imports/<int:pk>/set-aside/", aside.rows, name="import_aside"),
    path("imports/<int:pk>/not-taken.csv", batch.problems, name="import_problems"),
    path("catalogue/file/export.csv", catalogue.export, name="catalogue_export"),
    path("catalogue/file/import/", catalogue.bring_in, name="catalogue_import"),
]
