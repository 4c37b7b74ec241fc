"""People at clients, and the draft of the ideal client profile. Pages that span packages live in front."""

from django.urls import path

from tandem.clients.views import contact, profile

urlpatterns = [
    path("clients/<int:pk>/contacts/new/", contact.new, name="client_contact_new"),
    path("clients/<int:pk>/contacts/<int:contact>/", contact.edit, name="client_contact"),
    path("icp/draft/begin/", profile.begin, name="icp_begin"),
    path("icp/draft/bands/", profile.bands, name="icp_bands"),
    path("icp/draft/questions/new/", profile.new, name="icp_question_new"),
    path("icp/draft/questions/<int:pk>/", profile.edit, name="icp_question"),
    path("icp/draft/questions/<int:pk>/move/", profile.move, name="icp_question_move"),
    path("icp/draft/questions/<int:pk>/drop/", profile.drop, name="icp_question_drop"),
    path("icp/<int:number>/", profile.version, name="icp_version"),
]
