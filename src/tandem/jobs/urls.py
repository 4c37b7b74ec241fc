"""Addresses of jobs and mail."""

from django.urls import path

from tandem.jobs import views

urlpatterns = [
    path("settings/jobs/", views.everybodys, name="settings_jobs"),
    path("jobs/", views.own, name="jobs"),
    path("jobs/<int:pk>/again/", views.again, name="job_again"),
    path("jobs/<int:pk>/give-up/", views.give_up, name="job_give_up"),
]
