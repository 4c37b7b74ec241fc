"""A deal as a whole."""

from django.urls import path

from tandem.engagements.views import deal, fit, talk

urlpatterns = [
    path("deals/<int:pk>/edit/", deal.edit, name="deal_edit"),
    path("deals/<int:pk>/qualify/", deal.qualify, name="deal_qualify"),
    path("deals/<int:pk>/lose/", deal.lose, name="deal_lose"),
    path("deals/<int:pk>/confidential/", deal.confidential, name="deal_confidential"),
    path("deals/<int:pk>/fit/", fit.fit, name="deal_fit"),
    path("deals/<int:pk>/fit/score/", fit.score, name="deal_fit_score"),
    path("deals/<int:pk>/talk/", talk.talk, name="deal_talk"),
    path("deals/<int:pk>/talk/<int:remark>/answered/", talk.answered, name="deal_talk_answered"),
]
