"""Addresses of engagements."""

from tandem.engagements.urls import sections

urlpatterns = [*sections.urlpatterns]
