"""Promises kept: in the firm, by what was sold, and by who gave their word."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.calc.promises import CAME_DUE, kept_share
from tandem.calc.rates import Rate
from tandem.engagements.models import Promise
from tandem.people.models import Access, Person
from tandem.scorecard.periods import Period


@dataclass(frozen=True)
class Kept:
    """Those of one offering, or of one person. `results` counts what became of them."""

    name: str
    rate: Rate
    results: dict[str, int]


def due(person: Person, period: Period) -> list[Promise]:
    """The promises that came due in the period, newest first, of deals that this person may see. One query."""
    found = Promise.objects.visible_to(person).filter(settled_at__range=period.moments, result__in=CAME_DUE)
    people = ("said_by", "engagement__account", "engagement__tier__offering")
    return list(found.select_related(*people).order_by("-settled_at", "-pk"))


def kept(person: Person, period: Period) -> Rate:
    """One query."""
    found = Promise.objects.visible_to(person).filter(settled_at__range=period.moments, result__in=CAME_DUE)
    return kept_share(found.values_list("result", flat=True))


def by_offering(found: list[Promise]) -> list[Kept]:
    """What was sold without an offering stands together, last."""
    return _by(found, _offering, last=_("Without an offering"))


def by_person(found: list[Promise], person: Person) -> list[Kept]:
    """In the order of their names: it's no race. Leadership sees everybody, everybody else themself alone."""
    seen = found if person.access == Access.LEADERSHIP else [row for row in found if row.said_by_id == person.pk]
    return _by(seen, lambda row: row.said_by.name)


def _offering(row: Promise) -> str:
    tier: Any = row.engagement.tier
    return tier.offering.name if tier else _("Without an offering")


def _by(found: list[Promise], name_of: Callable[[Promise], str], last: str = "") -> list[Kept]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in found:
        groups[name_of(row)].append(row.result)
    names = sorted(groups, key=lambda name: (name == last, name))
    return [
        Kept(name, kept_share(groups[name]), {each: groups[name].count(each) for each in CAME_DUE}) for name in names
    ]
