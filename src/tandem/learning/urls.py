"""Debriefs and lessons."""

from django.urls import path

from tandem.learning import views

urlpatterns = [
    path("projects/<int:pk>/debrief/", views.debrief, name="debrief"),
    path("projects/<int:pk>/debrief/close/", views.close, name="debrief_close"),
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/<int:pk>/", views.lesson, name="lesson"),
]
