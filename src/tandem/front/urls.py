"""The pages that span packages."""

from django.urls import path

from tandem.front import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("look/<slug:digest>/<str:name>", views.look, name="look"),
    path("keyboard/", views.keyboard, name="help_keys"),
    path("patterns/", views.patterns, name="patterns"),
]
