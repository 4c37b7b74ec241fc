"""Bookings as somebody may see them: minutes are everybody's, names only whoever sees the engagement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.engagements.models import OPEN, Engagement, Stage
from tandem.people.models import Person
from tandem.planning.models import Booking

OFFERED = 12
RUNNING = (*OPEN, Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)


@dataclass(frozen=True)
class Line:
    """A booking; `work` is None where the viewer may not know what it's for, "" for work inside the firm.
    `confidential` says why: the deal is, or it just isn't one of theirs."""

    pk: int
    person_id: int
    person: str
    engagement_id: int | None
    work: str | None
    client: str
    is_project: bool
    starts_on: date
    ends_on: date
    minutes_per_day: int
    hard: bool
    hold_until: date | None
    note: str
    confidential: bool


def lines(viewer: Person, found: QuerySet[Booking]) -> list[Line]:
    """These bookings in the order of their days. What the viewer may not see has neither name, client nor note.
    One query."""
    seen = Engagement.objects.visible_to(viewer).filter(pk=OuterRef("engagement_id"))
    rows = found.annotate(seen=Exists(seen)).select_related("person", "engagement__account")
    return [_line(booking, booking.seen) for booking in rows.order_by("starts_on", "pk")]


def of_people(viewer: Person, people: Iterable[int], since: date) -> list[Line]:
    """What these people are booked on from a day on. One query."""
    return lines(viewer, Booking.objects.filter(person__in=list(people), ends_on__gte=since))


def _line(booking: Booking, seen: bool) -> Line:
    deal = booking.engagement if seen else None
    hidden = booking.engagement_id is not None and not seen
    return Line(
        pk=booking.pk,
        person_id=booking.person_id,
        person=booking.person.name,
        engagement_id=booking.engagement_id,
        work=None if hidden else deal.name if deal else "",
        client=deal.account.name if deal and deal.account else "",
        is_project=bool(deal and deal.is_project),
        starts_on=booking.starts_on,
        ends_on=booking.ends_on,
        minutes_per_day=booking.minutes_per_day,
        hard=booking.hard,
        hold_until=booking.hold_until,
        note="" if hidden else booking.note,
        confidential=bool(booking.engagement and booking.engagement.confidential),
    )


def bookable(viewer: Person) -> QuerySet[Engagement]:
    """Deals and projects that people can still be booked on, as far as the viewer sees them."""
    return Engagement.objects.visible_to(viewer).filter(stage__in=RUNNING)


def works_named(viewer: Person, words: str, most: int = OFFERED) -> list[tuple[int, str]]:
    """(id, label) of bookable deals and projects whose name or client has these words; without words those that
    start next. "#12" is the one of that number."""
    found = bookable(viewer)
    number = words.strip().removeprefix("#")
    if number.isdecimal() and len(number) < 10:
        found = found.filter(Q(pk=number) | Q(name__icontains=words))
    else:
        for word in words.replace("·", " ").split():
            found = found.filter(Q(name__icontains=word) | Q(account__name__icontains=word))
    rows = found.order_by("starts_on", "pk").values_list("pk", "name", "account__name")[:most]
    return [(pk, label(name, client)) for pk, name, client in rows]


def label(name: str, client: str | None) -> str:
    """As a work is typed and offered: "Asset data platform · Halden Water"."""
    return f"{name} · {client}" if client else name


def people_named(words: str, most: int = OFFERED) -> list[tuple[int, str]]:
    """(id, name) of people whose name has all these words. One query."""
    found = Person.objects.filter(is_active=True)
    for word in words.split():
        found = found.filter(name__icontains=word)
    return list(found.order_by("name", "pk").values_list("pk", "name")[:most])
