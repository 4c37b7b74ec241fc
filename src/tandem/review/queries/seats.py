"""Who may speak for which seat of a deal, in whose place, and who is asked to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tandem.engagements.models import Engagement
from tandem.people.models import Access, Person
from tandem.review.gate.called import SEATS
from tandem.review.models import Delegation, Verdict

Seat = Verdict.Seat
SEAT_OF: dict[str, str] = {
    Access.SALES: Seat.SALES,
    Access.DELIVERY: Seat.DELIVERY,
    Access.FINANCE: Seat.FINANCE,
    Access.LEADERSHIP: Seat.LEADERSHIP,
}
POOLS: dict[str, str] = {Seat.FINANCE: Access.FINANCE, Seat.LEADERSHIP: Access.LEADERSHIP}


@dataclass(frozen=True)
class Chair:
    """Somebody who is asked to speak for a seat, in somebody's place or their own."""

    person: Person
    instead_of: Person | None = None

    def __str__(self) -> str:
        return f"{self.person} for {self.instead_of}" if self.instead_of else str(self.person)


@dataclass(frozen=True)
class People:
    """Who sits in pools, and who speaks for whom today: read once, for any number of deals."""

    pools: dict[str, list[Person]]
    delegations: list[Delegation]

    def chairs(self, deal: Engagement, seat: str) -> list[Chair]:
        """Who is asked: the deal's own pair; everybody in finance and in leadership who isn't of the pair. Whoever
        speaks for one of them comes first; whoever is spoken for is asked too."""
        own = self._own(deal, seat)
        stand_ins = [
            Chair(row.to, row.person)
            for row in self.delegations
            if row.person in own and seat in seats_of(row.to, deal)
        ]
        taken = {chair.person.pk for chair in stand_ins}
        return [*stand_ins, *(Chair(person) for person in own if person.pk not in taken)]

    def _own(self, deal: Engagement, seat: str) -> list[Person]:
        if seat in POOLS:
            return [person for person in self.pools[seat] if seat in seats_of(person, deal)]
        person = deal.seller if seat == Seat.SALES else deal.lead
        return [person] if person else []


def people(today: date) -> People:
    """Two queries."""
    sitting = Person.objects.filter(access__in=POOLS.values(), is_active=True).order_by("name", "pk")
    everybody = list(sitting)
    pools = {seat: [person for person in everybody if person.access == access] for seat, access in POOLS.items()}
    return People(pools, list(standing(today)))


def standing(today: date) -> QuerySet[Delegation]:
    """Delegations that count today: begun, not over, not ended, of people who are there."""
    found = Delegation.objects.filter(
        from_on__lte=today, until_on__gte=today, ended_at__isnull=True, person__is_active=True, to__is_active=True
    )
    return found.select_related("person", "to").order_by("pk")


def seats_of(person: Person, deal: Engagement) -> list[str]:
    """The seat that this person may take here, if any: their access's own. Nobody speaks for two sides: the deal's
    seller speaks for sales alone and its lead for delivery alone, and neither is leadership on their own deal."""
    seat = SEAT_OF.get(person.access)
    if seat is None:
        return []
    bound = Seat.SALES if person.pk == deal.seller_id else Seat.DELIVERY if person.pk == deal.lead_id else None
    if bound is None:
        return [seat]
    return [bound] if seat in (bound, Seat.LEADERSHIP) else []


def spoken_for(chairs: Iterable[Chair], person: Person) -> Person | None:
    """In whose place this person speaks here; None: in their own."""
    return next((chair.instead_of for chair in chairs if chair.person.pk == person.pk), None)


def all_chairs(found: People, deal: Engagement, seats: Sequence[str] = SEATS) -> dict[str, list[Chair]]:
    return {seat: found.chairs(deal, seat) for seat in seats}


def sets(verdict: Verdict, person: Person) -> bool:
    """Is this person the seat that spoke here: whoever spoke, or may speak for it on this deal?"""
    return person.pk == verdict.person_id or verdict.seat in seats_of(person, verdict.engagement)


def may_own(verdict: Verdict, person: Person) -> bool:
    """May this person name who meets the seat's condition? Leadership may, but where it's of the deal's own pair."""
    return sets(verdict, person) or Seat.LEADERSHIP in seats_of(person, verdict.engagement)
