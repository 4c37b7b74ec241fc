"""People at clients. The client's own page spans packages and lives in front."""

from django.urls import path

from tandem.clients import views

urlpatterns = [
    path("clients/<int:pk>/contacts/new/", views.new, name="client_contact_new"),
    path("clients/<int:pk>/contacts/<int:contact>/", views.edit, name="client_contact"),
]
