"""Amendments of what was signed, projects and hours. A project keeps the number of the deal that it was."""

from django.urls import path

from tandem.delivery.views import amendments, changes, hours, project

urlpatterns = [
    path("projects/", project.projects, name="projects"),
    path("projects/<int:pk>/", project.overview, name="project"),
    path("projects/<int:pk>/milestones/", project.milestones, name="project_milestones"),
    path("projects/<int:pk>/milestones/<int:milestone>/", project.milestone, name="project_milestone"),
    path("projects/<int:pk>/milestones/<int:milestone>/done/", project.milestone_done, name="project_milestone_done"),
    path("projects/<int:pk>/promises/", project.promises, name="project_promises"),
    path("projects/<int:pk>/status/", project.status, name="project_status"),
    path("projects/<int:pk>/close/", project.close, name="project_close"),
    path("projects/<int:pk>/hours/", hours.project_hours, name="project_hours"),
    path("projects/<int:pk>/changes/", changes.changes, name="project_changes"),
    path("projects/<int:pk>/changes/<int:number>/key/", changes.key, name="project_change_key"),
    path("projects/<int:pk>/changes/<int:number>/client/", changes.client, name="project_change_client"),
    path("projects/<int:pk>/changes/<int:number>/decline/", changes.decline, name="project_change_decline"),
    path("deals/<int:pk>/amendments/", amendments.amendments, name="deal_amendments"),
    path("deals/<int:pk>/amendments/new/<slug:noun>/", amendments.new, name="deal_amendment_add"),
    path("deals/<int:pk>/amendments/new/<slug:noun>/<int:row>/", amendments.new, name="deal_amendment_new"),
    path("deals/<int:pk>/amendments/<int:amendment>/agree/", amendments.agree, name="deal_amendment_agree"),
    path("deals/<int:pk>/amendments/<int:amendment>/client/", amendments.client, name="deal_amendment_client"),
    path("deals/<int:pk>/amendments/<int:amendment>/decline/", amendments.decline, name="deal_amendment_decline"),
    path("deals/<int:pk>/amendments/<int:amendment>/read/", amendments.read, name="deal_amendment_read"),
    path("me/week/", hours.me_week, name="me_week"),
]
