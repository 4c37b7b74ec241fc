"""Find or do."""

from django.urls import path

from tandem.front.search import views

urlpatterns = [path("search/", views.search, name="search")]
