"""Make, change, move, split, delete a booking; undo. From the heat map only the touched rows come back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.planning.actions import bookings as verbs
from tandem.planning.forms.booking import BookingForm, SplitForm, as_booked, new_booking
from tandem.planning.models import Booking
from tandem.planning.queries.bookings import bookable, people_named, works_named
from tandem.planning.queries.meaning import Meaning, meaning
from tandem.planning.views.after import after
from tandem.planning.views.frame import may_book, may_hold
from tandem.web.pages import fragment, page

UNDO_SECONDS = 30 * 60
SALT = "planning.undo"
CHANGED = ("person", "engagement", "starts_on", "ends_on", "minutes_per_day", "hard", "hold_until", "note")


@require_http_methods(["GET", "POST"])
def booking_new(request: Asked) -> HttpResponse:
    form = _form(request, None)
    if request.method == "GET":
        return _show(request, form, None)
    if not form.is_valid() or not _was_warned(request, form, None):
        return _show(request, form, None, status=422)
    typed = form.cleaned_data
    made = verbs.book(typed["person"], by=request.user, at=request.at, **_fields(typed, but=("person",)))
    undo = _token(request, "delete", pk=made.pk, version=made.version)
    words = _("%(name)s is booked.") if made.hard else _("%(name)s is held.")
    return after(request, words % {"name": made.person.name}, undo, [made.person_id])


@require_http_methods(["GET", "POST"])
def booking(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = _form(request, found)
    if request.method == "GET":
        return _show(request, form, found)
    if not form.is_valid() or not _was_warned(request, form, found):
        return _show(request, form, found, status=422)
    was, people = _kept(found), [found.person_id]
    try:
        verbs.change(
            found,
            seen=version_in(request.POST.get("seen")),
            by=request.user,
            at=request.at,
            **_fields(form.cleaned_data),
        )
    except Stale as stale:
        return _show(request, form, found, status=409, theirs=stale.current)
    undo = _token(request, "change", pk=found.pk, version=found.version, was=was)
    return after(
        request, _("Changed the booking of %(name)s.") % {"name": found.person.name}, undo, [*people, found.person_id]
    )


@require_POST
def booking_delete(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    was, name, number = _kept(found), found.person.name, found.pk
    try:
        verbs.remove(found, seen=version_in(request.POST.get("seen")), by=request.user, at=request.at)
    except Stale as stale:
        return _show(request, _form(request, found), found, status=409, theirs=stale.current)
    undo = _token(request, "restore", was=was, pk=number)
    return after(request, _("Deleted a booking of %(name)s.") % {"name": name}, undo, [found.person_id])


@require_POST
def booking_split(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = SplitForm(request.POST, booking=found)
    if not form.is_valid():
        return _show(request, _form(request, found), found, status=422, split=form)
    try:
        rest = verbs.split(
            found, form.cleaned_data["on"], seen=version_in(request.POST.get("seen")), by=request.user, at=request.at
        )
    except Stale as stale:
        return _show(request, _form(request, found), found, status=409, theirs=stale.current)
    messages.success(request, _("Split. This is the second part."))
    return redirect("booking", rest.pk)


@require_POST
def booking_undo(request: Asked, token: str) -> HttpResponse:
    """What the toast offers for a while, to whoever did it."""
    try:
        done = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if done["by"] != request.user.pk:
        raise Http404
    try:
        people = _undo(request, done)
    except ObjectDoesNotExist:  # its person or deal is gone, or no longer theirs to see
        raise Http404 from None
    return after(request, _("Undone."), "", people, map_query=done["map"])


@require_GET
def booking_options(request: Asked) -> HttpResponse:
    """What the two search fields offer while one types."""
    words = request.GET.get("person", request.GET.get("work", "")).strip()
    people = "person" in request.GET
    found = people_named(words) if people else works_named(request.user, words)
    return fragment(request, "planning/booking.html", "options", {"offered": [told for _pk, told in found]})


def _form(request: Asked, found: Booking | None) -> BookingForm:
    initial = as_booked(found, request.today) if found else _asked(request)
    data = request.POST if request.method == "POST" and "starts_on" in request.POST else None
    if data is None and "amount" in request.GET:
        data = request.GET
    return BookingForm(data, by=request.user, today=request.today, booking=found, initial=initial)


def _asked(request: Asked) -> dict[str, Any]:
    """What the map, a deal or a person's page asked to book."""
    asked = request.GET
    start, end = _day(asked.get("from")), _day(asked.get("to"))
    start = start or request.today
    end = end or start
    end = end + timedelta(days=4 - end.weekday()) if end.weekday() < 4 else end
    if start < request.today <= end and (request.today - start).days < 7:
        start = request.today
    person = Person.objects.filter(pk=_number(asked.get("person")), is_active=True).first()
    work = bookable(request.user).select_related("account").filter(pk=_number(asked.get("work"))).first()
    hard = may_book(request.user) and asked.get("kind") != "hold"
    return new_booking(person, work, start, max(start, end), hard, request.today)


@dataclass(frozen=True)
class Preview:
    """What the typed booking would mean. `key` is what a warning was about: booking the same again is meant."""

    meaning: Meaning
    person: Person
    key: str


def _show(
    request: Asked,
    form: BookingForm,
    found: Booking | None,
    *,
    status: int = 200,
    theirs: Any = None,
    split: Any = None,
) -> HttpResponse:
    context = {
        "form": form,
        "booking": found,
        "theirs": theirs,
        "split": split or (SplitForm(None, booking=found) if found else None),
        "preview": _preview(form, found),
        "seen": theirs.version if theirs else request.POST.get("seen", found.version) if found else "",
        "map": request.POST.get("map", request.GET.get("map", "")),
        "row": request.POST.get("row", request.GET.get("person", "")),
        "books_hard": may_book(request.user),
        "may": may_hold(request.user) and (may_book(request.user) or not (found and found.hard)),
        "warned": status == 422 and not form.errors and split is None,
    }
    block = "meaning" if request.GET.get("part") == "meaning" else "form"
    return page(request, "planning/booking.html", context, block=block, status=status)


def _preview(form: BookingForm, found: Booking | None) -> Preview | None:
    """Of what is typed, as soon as it makes sense; of what the form proposes before anything is typed."""
    asked = (
        form
        if form.is_bound
        else BookingForm(form.initial, by=form.by, today=form.today, booking=form.booking, initial=form.initial)
    )
    asked.is_valid()
    typed = asked.cleaned_data
    if asked.errors.keys() & {"person", "starts_on", "ends_on", "amount"} or "minutes_per_day" not in typed:
        return None
    period = typed["starts_on"], typed["ends_on"], typed["minutes_per_day"]
    told = meaning(typed["person"], *period, without=found.pk if found else None)
    return Preview(told, typed["person"], "/".join(map(str, (typed["person"].pk, *period))))


def _was_warned(request: Asked, form: BookingForm, found: Booking | None) -> bool:
    """Too much is never refused, but nobody does it unawares."""
    preview = _preview(form, found)
    return not preview or not preview.meaning.over or request.POST.get("warned") == preview.key


def _found(request: Asked, pk: int) -> Booking:
    seen = Booking.objects.visible_to(request.user).select_related("person", "engagement__account")
    return get_object_or_404(seen, pk=pk)


def _fields(typed: dict[str, Any], but: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: typed[name] for name in CHANGED if name not in but}


def _kept(found: Booking) -> dict[str, Any]:
    return {name: _plain(getattr(found, name)) for name in verbs.FIELDS}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date) else value


def _token(request: Asked, do: str, **values: Any) -> str:
    kept = {"do": do, "by": request.user.pk, "map": request.POST.get("map", ""), **values}
    return signing.dumps(kept, salt=SALT, compress=True)


def _undo(request: Asked, done: dict[str, Any]) -> list[int]:
    """Do the opposite; answers whose weeks changed.

    Raises:
        Stale: somebody changed it since.
    """
    by, at = request.user, request.at
    if done["do"] == "restore":
        return [verbs.restore(_dates(done["was"]), pk=done["pk"], by=by, at=at).person_id]
    found = _found(request, done["pk"])
    before = found.person_id
    if done["do"] == "delete":
        verbs.remove(found, seen=done["version"], by=by, at=at)
        return [before]
    was = _dates(done["was"])
    was["person"] = Person.objects.get(pk=was.pop("person_id"))
    number = was.pop("engagement_id")
    was["engagement"] = get_object_or_404(Engagement.objects.visible_to(by), pk=number) if number else None
    verbs.change(found, seen=done["version"], by=by, at=at, verb="undid a change of booking", **was)
    return [before, found.person_id]


def _dates(was: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(was[name]) for name in ("starts_on", "ends_on", "hold_until") if was[name]}
    return {**was, **days}


def _number(words: str | None) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 10 else 0


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words or "")
    except ValueError:
        return None
