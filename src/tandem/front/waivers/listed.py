"""Every waiver, and every win past a gate, that the reader may see: filtered, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Waiver
from tandem.front.deal.gates import label_of
from tandem.people.models import Person
from tandem.scorecard.periods import Period, holding, named
from tandem.web.keyset import Cut, cut

QUARTERS = 8
WAIVED = (
    "pk", "rule", "engagement_id", "engagement__name", "engagement__account__name", "asked_by__name", "asked_at",
    "asked_why", "decided_by__name", "decided_at", "granted", "reason", "expires_on", "used_at",
)  # fmt: skip
UNGATED = ("pk", "name", "account__name", "seller__name", "answerable__name", "ungated_why", "closed_at")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a rule's name, a person's id, a quarter; each may be empty."""

    rule: str = ""
    person: int | None = None
    quarter: Period | None = None


@dataclass(frozen=True)
class Row:
    """One waiver. `state` is asked, refused, used, standing or over (it ran out and nobody had needed it)."""

    pk: int
    rule: str
    deal: int
    name: str
    client: str
    asked_by: str
    asked_at: datetime
    why: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    until: date | None
    used_at: datetime | None
    state: str


@dataclass(frozen=True)
class Win:
    """One deal that was closed outside past an open gate."""

    pk: int
    name: str
    client: str
    seller: str
    answerable: str
    why: str
    at: datetime | None


def asked(values: Any, today: date) -> Asked:
    """From the address; what isn't known there asks for nothing."""
    person, quarter = values.get("person", ""), values.get("quarter", "")
    known = named(quarter, today)
    return Asked(
        rule=values.get("rule", "")[:80],
        person=int(person) if person.isdecimal() and len(person) < 10 else None,
        quarter=known if known.name == quarter else None,
    )


def waivers(person: Person, by: Asked, today: date, after: str, before: str) -> tuple[list[Row], Cut]:
    """The newest first. Two queries."""
    rows: QuerySet = Waiver.objects.visible_to(person)
    if by.rule:
        rows = rows.filter(rule=by.rule)
    if by.person:
        rows = rows.filter(Q(asked_by=by.person) | Q(decided_by=by.person))
    if by.quarter:
        rows = rows.filter(asked_at__range=by.quarter.moments)
    found = cut(rows, WAIVED, by="asked_at", descending=True, after=after, before=before)
    return [_row(values, today) for values in found.rows], found


def wins(person: Person, by: Asked, after: str, before: str) -> tuple[list[Win], Cut]:
    """The newest first. Two queries."""
    rows = Engagement.objects.visible_to(person).filter(ungated=True)
    if by.person:
        rows = rows.filter(Q(answerable=by.person) | Q(seller=by.person))
    if by.quarter:
        rows = rows.filter(closed_at__range=by.quarter.moments)
    found = cut(rows, UNGATED, by="closed_at", descending=True, after=after, before=before)
    return [
        Win(pk, name, client or "", seller or "", answerable or "", why, at)
        for pk, name, client, seller, answerable, why, at in found.rows
    ], found


def rules(person: Person) -> list[tuple[str, str]]:
    """Those that were ever asked about, by their words. One query."""
    found = Waiver.objects.visible_to(person).order_by("rule").values_list("rule", flat=True).distinct()
    return sorted(((rule, _(label_of(rule))) for rule in found), key=lambda pair: pair[1])


def people(person: Person) -> list[tuple[int, str]]:
    """Whoever asked, decided, or answers for an ungated win. Three queries."""
    seen = Waiver.objects.visible_to(person).order_by()
    found: Iterable[tuple[int, str]] = {
        *seen.values_list("asked_by_id", "asked_by__name").distinct(),
        *seen.filter(decided_by__isnull=False).values_list("decided_by_id", "decided_by__name").distinct(),
        *Engagement.objects.visible_to(person).filter(ungated=True, answerable__isnull=False).order_by()
        .values_list("answerable_id", "answerable__name").distinct(),
    }  # fmt: skip
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def quarters(today: date) -> list[tuple[str, str]]:
    """(name, label) of the last two years, the newest first."""
    found = [holding(today)]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return [(each.name, each.label) for each in found]


def _row(values: tuple, today: date) -> Row:
    pk, rule, deal, name, client, asked_by, asked_at, why, decided_by, decided_at, granted, reason, until, used = values
    return Row(
        pk, _(label_of(rule)), deal, name, client or "", asked_by, asked_at, why, decided_by or "", decided_at, reason,
        until, used, _state(granted, until, used, today),
    )  # fmt: skip


def _state(granted: bool | None, until: date | None, used: datetime | None, today: date) -> str:
    if granted is None:
        return "asked"
    if not granted:
        return "refused"
    if used:
        return "used"
    return "standing" if until is None or until >= today else "over"
