"""The scorecard and the rows behind each of its figures."""

from django.urls import path

from tandem.scorecard import views

urlpatterns = [
    path("scorecard/", views.scorecard, name="scorecard"),
    path("scorecard/<slug:metric>/", views.metric, name="scorecard_metric"),
]
