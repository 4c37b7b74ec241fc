"""One page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tandem.engagements.models import Engagement


def deals(request: HttpRequest) -> HttpResponse:
    """Fifty deals x 7 columns with two joins, and a count."""
    found = Engagement.objects.all()
    rows = found.select_related("account", "seller").order_by("close_on", "id")[:50]
    return render(request, "deals.html", {"deals": rows, "count": found.count()})


urlpatterns = [path("deals/", deals)]
