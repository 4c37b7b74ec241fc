"""The pages that span packages."""

from django.urls import path

from tandem.front import accept, views
from tandem.front.deal.urls import urlpatterns as deal

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("look/<slug:digest>/<str:name>", views.look, name="look"),
    path("keyboard/", views.keyboard, name="help_keys"),
    path("patterns/", views.patterns, name="patterns"),
    path("handoffs/<int:pk>/accept/", accept.accept, name="handoff_accept"),
    path("deals/<int:pk>/start/", accept.start, name="project_start"),
    *deal,
]
