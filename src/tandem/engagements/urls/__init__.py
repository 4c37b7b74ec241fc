"""Addresses of engagements."""

from tandem.engagements.urls import deal, pipeline, sections

urlpatterns = [*pipeline.urlpatterns, *deal.urlpatterns, *sections.urlpatterns]
