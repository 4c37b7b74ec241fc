"""Handed off complete, gates waived, deals won past a gate."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from tandem.engagements.models import Engagement, Waiver
from tandem.handoff.models import Decision
from tandem.people.models import Person
from tandem.scorecard.periods import Period
from tandem.scorecard.queries.contracts import won


@dataclass(frozen=True)
class Handed:
    """One contract of the period and whether delivery accepted its handoff."""

    engagement: Engagement
    accepted: bool

    @property
    def pk(self) -> int:
        return self.engagement.pk


@dataclass(frozen=True)
class Handoffs:
    rows: tuple[Handed, ...]
    early: int

    @property
    def signed(self) -> int:
        return len(self.rows)

    @property
    def accepted(self) -> int:
        return sum(row.accepted for row in self.rows)


def handoffs(person: Person, period: Period, today: date) -> Handoffs:
    """Contracts signed in the period; `early` ones should have begun but aren't accepted yet. One query."""
    accepted = Decision.objects.filter(handoff__engagement=OuterRef("pk"), accepted=True)
    found = won(person, period).annotate(accepted=Exists(accepted))
    rows = tuple(
        Handed(row, row.accepted)
        for row in found.select_related("account", "seller", "lead").order_by("-passed_at", "-pk")
    )
    early = sum(
        bool(not row.accepted and row.engagement.starts_on and row.engagement.starts_on <= today) for row in rows
    )
    return Handoffs(rows, early)


def waivers(person: Person, period: Period) -> list[Waiver]:
    """Rules that leadership let pass in the period, newest first. One query."""
    found = Waiver.objects.visible_to(person).filter(granted=True, decided_at__range=period.moments)
    return list(found.select_related("engagement__account", "asked_by", "decided_by").order_by("-decided_at", "-pk"))


def ungated(person: Person, period: Period) -> list[Engagement]:
    """Deals that were won in the period past an open gate. One query."""
    found = won(person, period).filter(ungated=True)
    return list(found.select_related("account", "seller", "answerable").order_by("-passed_at", "-pk"))
