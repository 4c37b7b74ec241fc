"""Book somebody: whom, on what, from when to when, how much of the week, promised or held."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import Engagement
from tandem.people.models import Person
from tandem.planning.models import Booking
from tandem.planning.queries.bookings import bookable, label, people_named, works_named
from tandem.planning.queries.meaning import usual_week
from tandem.web.drawn import complete
from tandem.web.fields import DayField, TickField

LONGEST = timedelta(weeks=104)
HOLD_DAYS = 14
UNITS = [("percent", _("% of the week")), ("week", _("hours a week")), ("day", _("hours a day"))]
KINDS = [("hard", _("Booked: the person is promised")), ("hold", _("Held: ends by itself, blocks nobody"))]


def _offered(place: str) -> forms.TextInput:
    """A field that searches while one types: no page carries everybody's names."""
    asks = {
        "hx-get": reverse_lazy("booking_options"),
        "hx-trigger": "input changed delay:200ms",
        "hx-sync": "this:replace",
    }
    goes = {"hx-target": f"#{place}", "hx-swap": "innerHTML"}
    return forms.TextInput(attrs={"list": place, "autocomplete": "off", **asks, **goes})


class BookingForm(forms.Form):
    """`hard_too` is False for sellers, who may only hold. `cleaned_data` gets `minutes_per_day`, `hard`, and the rows
    themselves as `person` and `engagement`."""

    person = forms.CharField(label=_("Who"), max_length=120, widget=_offered("people-offered"))
    work = forms.CharField(
        label=_("Deal or project"), max_length=330, required=False, help_text=_("Part of its name or its client's."),
        widget=_offered("works-offered"),
    )  # fmt: skip
    internal = TickField(label=_("Work inside the firm, for no client"), required=False)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    amount = forms.DecimalField(label=_("How much"), min_value=Decimal("0.01"), max_digits=6, decimal_places=2)
    unit = forms.ChoiceField(label=_("Counted in"), choices=UNITS)
    kind = forms.ChoiceField(label=_("How firm"), choices=KINDS, widget=forms.RadioSelect)
    hold_until = DayField(label=_("Hold until"), required=False, help_text=_("The hold ends by itself after this day."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, data: Any, *, by: Person, today: date, booking: Booking | None = None, **extras: Any) -> None:
        super().__init__(data, **extras)
        self.by, self.today, self.booking = by, today, booking
        if booking and data is not None:
            self.data = complete(self)

    def clean_person(self) -> Person:
        """Whoever is booked stays, also when they have left or share their name."""
        words = self.cleaned_data["person"].strip()
        if self.booking and words == self.booking.person.name:
            return self.booking.person
        found = people_named(words)
        same = [pk for pk, name in found if name.lower() == words.lower()] or [pk for pk, _name in found]
        if len(same) != 1:
            raise forms.ValidationError(_who_is_meant(words, [name for _pk, name in found]))
        return Person.objects.get(pk=same[0])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["engagement"] = self._engagement(values)
        self._check_days(values.get("starts_on"), values.get("ends_on"))
        self._check_hold(values)
        if {"person", "amount", "unit", "starts_on"} <= values.keys():
            values["minutes_per_day"] = self._minutes(values)
        return values

    def _engagement(self, values: dict[str, Any]) -> Engagement | None:
        words = values.get("work", "").strip()
        if values.get("internal"):
            return None
        if not words:
            self.add_error("work", _("Say what it is for, or tick that it is work inside the firm."))
            return None
        if self.booking and self.booking.engagement and words == work_of(self.booking):
            return self.booking.engagement
        found = works_named(self.by, words)
        same = [pk for pk, told in found if told.lower() == words.lower()] or [pk for pk, _told in found]
        if len(same) != 1:
            self.add_error("work", _what_is_meant(words, found))
            return None
        return bookable(self.by).select_related("account").get(pk=same[0])

    def _check_days(self, start: date | None, end: date | None) -> None:
        if start and end and end < start:
            self.add_error("ends_on", _("It ends before it begins."))
        elif start and end and end - start > LONGEST:
            self.add_error("ends_on", _("Book at most two years at a time."))

    def _check_hold(self, values: dict[str, Any]) -> None:
        values["hard"] = values.get("kind") == "hard"
        if values["hard"]:
            values["hold_until"] = None
        elif not values.get("hold_until"):
            self.add_error("hold_until", _("Say until when: a hold ends by itself."))
        elif values["hold_until"] < self.today:
            self.add_error("hold_until", _("This day is past; the hold would end at once."))

    def _minutes(self, values: dict[str, Any]) -> int:
        """Minutes of a working day, whichever way it was said."""
        week, days = usual_week(values["person"], values["starts_on"])
        days = days or 5
        per_day = {
            "day": values["amount"] * 60,
            "week": values["amount"] * 60 / days,
            "percent": values["amount"] / 100 * week / days,
        }[values["unit"]]
        minutes = round(per_day)
        if not 1 <= minutes <= 1440:
            self.add_error("amount", _("That makes %(hours)s hours a day.") % {"hours": f"{per_day / 60:.1f}"})
        return minutes


def new_booking(
    person: Person | None, work: Engagement | None, start: date, end: date, hard: bool, today: date
) -> dict:
    """What the form says at first: the whole of the chosen weeks."""
    return {
        "person": person.name if person else "",
        "work": label(work.name, work.account.name if work.account else None) if work else "",
        "starts_on": start, "ends_on": end, "amount": 100, "unit": "percent",
        "kind": "hard" if hard else "hold", "hold_until": today + timedelta(days=HOLD_DAYS),
    }  # fmt: skip


def as_booked(booking: Booking, today: date) -> dict:
    """What the form says of a booking that is there."""
    return {
        "person": booking.person.name,
        "work": work_of(booking),
        "internal": booking.engagement_id is None, "starts_on": booking.starts_on, "ends_on": booking.ends_on,
        "amount": f"{booking.minutes_per_day / 60:.2f}".rstrip("0").rstrip("."), "unit": "day",
        "kind": "hard" if booking.hard else "hold",
        "hold_until": booking.hold_until or today + timedelta(days=HOLD_DAYS), "note": booking.note,
    }  # fmt: skip


def work_of(booking: Booking) -> str:
    """As it's typed; "" for work inside the firm."""
    work = booking.engagement
    return label(work.name, work.account.name if work.account else None) if work else ""


class SplitForm(forms.Form):
    on = DayField(label=_("The second part begins on"))

    def __init__(self, data: Any, *, booking: Booking, **extras: Any) -> None:
        super().__init__(data, **extras)
        self.booking = booking

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not self.booking.starts_on < day <= self.booking.ends_on:
            raise forms.ValidationError(_("Choose a day inside the booking, after its first."))
        return day


def _who_is_meant(words: str, names: list[str]) -> str:
    if not names:
        return gettext("Nobody is called “%(words)s”.") % {"words": words}
    return gettext("“%(words)s” could be %(names)s. Type more of the name.") % {
        "words": words, "names": ", ".join(names[:6]),
    }  # fmt: skip


def _what_is_meant(words: str, found: list[tuple[int, str]]) -> str:
    if not found:
        return gettext("No deal or project that you can book is called “%(words)s”.") % {"words": words}
    told = ", ".join(f"{name} (#{pk})" for pk, name in found[:5])
    return gettext("“%(words)s” could be %(works)s. Type the number of the one that you mean, like #%(first)s.") % {
        "words": words, "works": told, "first": found[0][0],
    }  # fmt: skip
