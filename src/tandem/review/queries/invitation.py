"""The reverse pitch as a calendar's invitation. What we probe isn't in it: the client reads it too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.people.models import Person
from tandem.review.models import ReversePitch

MAKER = "-//Tandem//Reverse pitch//EN"


@dataclass(frozen=True)
class Guest:
    """Somebody with an address."""

    name: str
    email: str


def guests(pitch: ReversePitch) -> list[Guest]:
    """Who is asked to come and can be written to: ours, then the client's contact."""
    people = [person for person in (pitch.sales_person, pitch.delivery_person) if person and person.is_active]
    named = [Guest(person.name, person.email) for person in people]
    if pitch.contact and pitch.contact.email:
        named.append(Guest(pitch.contact.name, pitch.contact.email))
    return [guest for guest in named if guest.email]


def organizer(pitch: ReversePitch) -> Guest | None:
    """Who leads the call for sales, else whoever sells the deal, else delivery."""
    people: Iterable[Person | None] = (pitch.sales_person, pitch.engagement.seller, pitch.delivery_person)
    found = next((person for person in people if person and person.email), None)
    return Guest(found.name, found.email) if found else None


def title(deal: Engagement) -> str:
    names = _("%(client)s, %(deal)s") % {"client": deal.account.name, "deal": deal.name} if deal.account else deal.name
    return _plain(_("What we heard from each other: %(names)s") % {"names": names})


def text(pitch: ReversePitch) -> str:
    """What the calendar and the mail say."""
    return _(
        "The last call before the contract. You tell us what you heard: what you will get, what you won't, and what "
        "we need from you. Those who will deliver it are in the room. It takes %(minutes)s minutes."
    ) % {"minutes": pitch.minutes}


def calendar(pitch: ReversePitch, at: datetime) -> bytes:
    """RFC 5545, METHOD:REQUEST. The UID stays the pitch's for good; a change of plan has a higher SEQUENCE.

    `pitch` comes with its deal, account and people, and has a time.
    """
    from icalendar import Calendar, Event

    assert pitch.planned_at is not None, "an invitation names a time"
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", "REQUEST")
    event = Event()
    event.add("uid", uid(pitch.engagement))
    event.add("sequence", pitch.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", pitch.planned_at.astimezone(UTC))
    event.add("dtend", pitch.planned_at.astimezone(UTC) + timedelta(minutes=pitch.minutes))
    event.add("summary", title(pitch.engagement))
    event.add("description", text(pitch))
    event.add("status", "CONFIRMED")
    if pitch.place:
        event.add("location", pitch.place)
    if leader := organizer(pitch):
        event.add("organizer", _address(leader))
    for guest in guests(pitch):
        event.add("attendee", _address(guest, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="TRUE"))
    made.add_component(event)
    return made.to_ical()


def uid(deal: Engagement) -> str:
    """One a deal; made from what never changes, so that another firm's deal of the same number has another."""
    return f"{uuid5(NAMESPACE_OID, f'{deal.pk}/{deal.created_at.isoformat()}')}@tandem"


def _address(guest: Guest, **parameters: str):
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{guest.email}")
    address.params["CN"] = _plain(guest.name).replace('"', "'")
    for name, value in parameters.items():
        address.params[name] = value
    return address


def _plain(words: str) -> str:
    """One line without control characters: a header or a parameter takes no others."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
