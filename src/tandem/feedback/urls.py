"""What clients say, and what surprised them; links for clients, and the pages behind them."""

from django.urls import path

from tandem.feedback.views import client, links, surveys

urlpatterns = [
    path("feedback/", surveys.feedback, name="feedback"),
    path("feedback/<int:pk>/", surveys.answer, name="feedback_answer"),
    path("projects/<int:pk>/ask/", surveys.ask, name="feedback_ask"),
    path("surprises/new/", surveys.surprise, name="surprise_new"),
    path("deals/<int:deal_id>/success/links/", links.links, name="deal_client_links"),
    path("deals/<int:deal_id>/success/links/<int:pk>/revoke/", links.revoke, name="deal_client_link_revoke"),
    path("c/<str:token>/", client.view, name="client_view"),
    path("c/<str:token>/sign/", client.sign, name="client_sign"),
    path("c/<str:token>/copy/", client.copy, name="client_copy"),
    path("c/<str:token>/words/", client.words, name="client_words"),
    path("c/<str:token>/words/sent/", client.heard, name="client_heard"),
]
