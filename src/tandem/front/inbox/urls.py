"""Needs me is the home page."""

from django.urls import path

from tandem.front.inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox_home"),
    path("needs-me/", views.inbox, name="inbox"),
    path("needs-me/<slug:key>/", views.item, name="inbox_item"),
    path("needs-me/<slug:key>/later/", views.later, name="inbox_later"),
    path("needs-me/<slug:key>/give/", views.give, name="inbox_give"),
    path("needs-me/<slug:key>/nudge/", views.nudge, name="inbox_nudge"),
]
