"""Every address: each package's own, then the pages that span packages."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("tandem.jobs.urls")),
    path("", include("tandem.clients.urls")),
    path("", include("tandem.catalogue.urls")),
    path("", include("tandem.engagements.urls")),
    path("", include("tandem.scoping.urls")),
    path("", include("tandem.review.urls")),
    path("", include("tandem.handoff.urls")),
    path("", include("tandem.delivery.urls")),
    path("", include("tandem.feedback.urls")),
    path("", include("tandem.learning.urls")),
    path("", include("tandem.scorecard.urls")),
    path("", include("tandem.connectors.urls")),
    path("", include("tandem.planning.urls")),
    path("", include("tandem.front.urls")),
]

handler500 = "tandem.front.busy.server_error"
