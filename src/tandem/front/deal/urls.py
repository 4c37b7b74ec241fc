"""The deal's pages that span packages."""

from django.urls import path

from tandem.front.deal import history, moves, new, overview, probes, waivers

urlpatterns = [
    path("deals/new/", new.new, name="deal_new"),
    path("deals/new/clients/", new.clients, name="deal_new_clients"),
    path("deals/new/questions/", new.questions, name="deal_new_questions"),
    path("deals/new/fit/", new.score, name="deal_new_fit"),
    path("deals/<int:pk>/", overview.overview, name="deal"),
    path("deals/<int:pk>/move/", moves.move, name="deal_move"),
    path("deals/<int:pk>/waivers/", waivers.waivers, name="deal_waivers"),
    path("deals/<int:pk>/waivers/<int:waiver>/", waivers.decide, name="deal_waiver"),
    path("deals/<int:pk>/calls/probes/", probes.probes, name="deal_probes"),
    path("deals/<int:pk>/history/", history.history, name="deal_history"),
]
