"""What clients say, and what surprised them."""

from django.urls import path

from tandem.feedback import views

urlpatterns = [
    path("feedback/", views.feedback, name="feedback"),
    path("feedback/<int:pk>/", views.answer, name="feedback_answer"),
    path("projects/<int:pk>/ask/", views.ask, name="feedback_ask"),
    path("surprises/new/", views.surprise, name="surprise_new"),
]
