"""Risks that the firm knows already: of its library, of its packages, and those that happened on earlier deals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from tandem.calc.folding import key as folded
from tandem.catalogue.models import LibraryRisk, TierClause
from tandem.engagements.models import Engagement, Risk
from tandem.people.models import Person

SHOWN = 8
# As many of each source as are looked through for one page: a search finds the others.
READ = 200


@dataclass(frozen=True)
class Known:
    """A risk to be named on this deal. `key` is "library-12", "tier-4" or "deal-9"; of `deals` that had it, on
    `happened` it happened."""

    key: str
    words: str
    probability: Decimal | None
    minutes: int
    mitigation: str
    trigger: str
    source: str
    happened: int = 0
    deals: int = 0

    @property
    def initial(self) -> dict[str, Any]:
        """What the form starts from."""
        return {
            "words": self.words, "probability": self.probability, "impact_minutes": self.minutes or None,
            "mitigation": self.mitigation, "trigger": self.trigger,
        }  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """What was found: at most SHOWN, of `count`."""

    rows: list[Known]
    count: int
    q: str


NOTHING = Shelf([], 0, "")


def shelf(deal: Engagement, person: Person, q: str = "") -> Shelf:
    """What this deal hasn't named yet, whatever happened most often first. Five queries."""
    named = {folded(words) for words in deal.risks.values_list("words", flat=True)}
    found: dict[str, Known] = {}
    for each in (*_of_library(q), *_of_tiers(deal, q), *_of_deals(deal, person, q)):
        if folded(each.words) not in named:
            found.setdefault(folded(each.words), each)
    told = _told(deal, person, [each.words for each in found.values()])
    rows = sorted((_with(each, told) for each in found.values()), key=lambda each: -each.happened)
    return Shelf(rows[:SHOWN], len(rows), q)


def known(deal: Engagement, person: Person, key: str) -> Known | None:
    """The one that was chosen, if this person may see where it comes from. One query."""
    place, _bar, pk = key.partition("-")
    if place not in ROWS or not pk.isdecimal() or len(pk) > 9:
        return None
    return next(iter(ROWS[place](deal, person, int(pk))), None)


def _library(rows: QuerySet[LibraryRisk]) -> list[Known]:
    return [
        Known(
            f"library-{row.pk}", row.words, row.probability, row.minutes, row.mitigation, row.trigger,
            _("Risk library: %(source)s") % {"source": row.source} if row.source else _("Risk library"),
        )
        for row in rows
    ]  # fmt: skip


def _tiers(rows: QuerySet[TierClause]) -> list[Known]:
    return [
        Known(
            f"tier-{row.pk}", row.words[:200], row.probability, row.minutes, row.mitigation, "",
            _("Standard risk of %(tier)s, version %(n)s") % {"tier": row.tier, "n": row.tier.number},
        )
        for row in rows
    ]  # fmt: skip


def _deals(rows: QuerySet[Risk]) -> list[Known]:
    return [
        Known(
            f"deal-{row.pk}", row.words, row.probability, row.actual_minutes or row.impact_minutes, row.mitigation,
            row.trigger, _happened_on(row.engagement),
        )
        for row in rows
    ]  # fmt: skip


def _happened_on(deal: Engagement) -> str:
    """The source is read by everybody on the deal that takes it over: a confidential one isn't named to them."""
    if deal.confidential:
        return _("Happened on an earlier deal")
    named = f"{deal.name}, {deal.account.name}" if deal.account else deal.name
    return _("Happened on %(deal)s") % {"deal": named}


def _of_library(q: str) -> list[Known]:
    return _library(_said(LibraryRisk.objects.filter(retired=False), q).order_by("words")[:READ])


def _standard() -> QuerySet[TierClause]:
    rows = TierClause.objects.filter(kind=TierClause.Kind.RISK, tier__offering__retired=False)
    return rows.filter(tier__current=True).select_related("tier__offering")


def _of_tiers(deal: Engagement, q: str) -> list[Known]:
    """Its own package's; a search looks through the other packages too."""
    rows = _said(_standard(), q)
    if not q:
        rows = rows.filter(tier__offering=deal.tier.offering_id) if deal.tier else rows.none()
    return _tiers(rows.order_by("tier__offering__name", "tier__fee", "position", "pk")[:READ])


def _happened(deal: Engagement, person: Person) -> QuerySet[Risk]:
    rows = Risk.objects.visible_to(person).filter(fate=Risk.Fate.HAPPENED, from_assumption__isnull=True)
    rows = rows.exclude(engagement=deal)
    return rows.select_related("engagement__account")


def _of_deals(deal: Engagement, person: Person, q: str) -> list[Known]:
    """The latest of each wording."""
    latest = _said(_happened(deal, person), q).values("words").annotate(last=Max("pk")).order_by("-last")
    return _deals(_happened(deal, person).filter(pk__in=[row["last"] for row in latest[:READ]]).order_by("-pk"))


def _said(rows: QuerySet, q: str) -> QuerySet:
    """Every word of the search stands somewhere in what the risk says."""
    for word in q.split()[:8]:
        rows = rows.filter(Q(words__icontains=word) | Q(mitigation__icontains=word))
    return rows


def _told(deal: Engagement, person: Person, words: Iterable[str]) -> dict[str, tuple[int, int]]:
    """On how many of the deals that this person may see it was named, and on how many it happened. One query."""
    rows = Risk.objects.visible_to(person).exclude(engagement=deal).filter(words__in=list(words)).values("words")
    happened = Count("engagement", distinct=True, filter=Q(fate=Risk.Fate.HAPPENED))
    counted = rows.annotate(deals=Count("engagement", distinct=True), happened=happened).order_by()
    return {row["words"]: (row["happened"], row["deals"]) for row in counted}


def _with(each: Known, told: dict[str, tuple[int, int]]) -> Known:
    happened, deals = told.get(each.words, (0, 0))
    return replace(each, happened=happened, deals=deals)


ROWS: dict[str, Any] = {
    "library": lambda deal, person, pk: _library(LibraryRisk.objects.filter(retired=False, pk=pk)),
    "tier": lambda deal, person, pk: _tiers(_standard().filter(pk=pk)),
    "deal": lambda deal, person, pk: _deals(_happened(deal, person).filter(pk=pk)),
}
