"""The pages that span packages."""

from django.urls import path

from tandem.front import accept, health, schedule_page, settings_page, views
from tandem.front.clients_page import views as clients
from tandem.front.deal.urls import urlpatterns as deal
from tandem.front.icp import views as icp
from tandem.front.inbox.urls import urlpatterns as inbox
from tandem.front.project import surprises
from tandem.front.search.urls import urlpatterns as search
from tandem.front.shelf import views as shelf
from tandem.front.shelf import words
from tandem.front.waivers import views as waivers

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
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
    path("settings/schedule/", schedule_page.schedule, name="settings_schedule"),
    path("settings/schedule/<int:pk>/allow/", schedule_page.allow, name="settings_schedule_allow"),
    path("settings/words/", words.words, name="settings_words"),
    path("settings/words/new/", words.new, name="settings_word_new"),
    path("settings/words/<int:pk>/", words.edit, name="settings_word"),
    path("settings/words/<int:pk>/retire/", words.retire, name="settings_word_retire"),
    path("icp/", icp.icp, name="icp"),
    path("icp/draft/", icp.draft, name="icp_draft"),
    path("icp/draft/drop/", icp.drop, name="icp_drop"),
    path("icp/draft/publish/", icp.publish, name="icp_publish"),
    path("waivers/", waivers.waivers, name="waivers"),
    *deal,
    *inbox,
    *search,
]
