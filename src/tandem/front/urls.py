"""The pages that span packages."""

from django.urls import path

from tandem.front import accept, settings_page, views
from tandem.front.clients_page import views as clients
from tandem.front.deal.urls import urlpatterns as deal
from tandem.front.inbox.urls import urlpatterns as inbox
from tandem.front.project import surprises
from tandem.front.search.urls import urlpatterns as search
from tandem.front.shelf import views as shelf

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("look/<slug:digest>/<str:name>", views.look, name="look"),
    path("keyboard/", views.keyboard, name="help_keys"),
    path("settings/", settings_page.settings_page, name="settings"),
    path("patterns/", views.patterns, name="patterns"),
    path("handoffs/<int:pk>/accept/", accept.accept, name="handoff_accept"),
    path("deals/<int:pk>/start/", accept.start, name="project_start"),
    path("projects/<int:pk>/surprises/", surprises.surprises, name="project_surprises"),
    path("clients/", clients.clients, name="clients"),
    path("clients/<int:pk>/", clients.client, name="client"),
    path("catalogue/", shelf.shelf, name="catalogue"),
    path("catalogue/<slug:slug>/", shelf.offering, name="offering"),
    path("icp/", shelf.icp, name="icp"),
    *deal,
    *inbox,
    *search,
]
