"""The pipeline and its saved views."""

from django.urls import path

from tandem.engagements.views import pipeline

urlpatterns = [
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/views/", pipeline.view_save, name="pipeline_view_save"),
    path("pipeline/views/<int:pk>/", pipeline.view_rename, name="pipeline_view_rename"),
    path("pipeline/views/<int:pk>/delete/", pipeline.view_delete, name="pipeline_view_delete"),
]
