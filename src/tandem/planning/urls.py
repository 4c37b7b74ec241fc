"""Capacity, bookings, people, staffing."""

from django.urls import path

from tandem.planning.views import bookings, capacity, people, staffing

urlpatterns = [
    path("capacity/", capacity.capacity, name="capacity"),
    path("capacity/team/<int:pk>/", capacity.capacity_team, name="capacity_team"),
    path("bookings/new/", bookings.booking_new, name="booking_new"),
    path("bookings/options/", bookings.booking_options, name="booking_options"),
    path("bookings/undo/<str:token>/", bookings.booking_undo, name="booking_undo"),
    path("bookings/<int:pk>/", bookings.booking, name="booking"),
    path("bookings/<int:pk>/delete/", bookings.booking_delete, name="booking_delete"),
    path("bookings/<int:pk>/split/", bookings.booking_split, name="booking_split"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/away/", people.person_away, name="person_away"),
    path("people/<int:pk>/away/<int:off>/", people.person_away_change, name="person_away_change"),
    path("staffing/", staffing.staffing, name="staffing"),
    path("staffing/hold/", staffing.staffing_hold, name="staffing_hold"),
    path("deals/<int:pk>/capacity/", staffing.deal_capacity, name="deal_capacity"),
]
