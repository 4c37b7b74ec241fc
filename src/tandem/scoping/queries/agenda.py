"""The agenda of a scoping session, made from what is open: each point with its place and whom it waits on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from tandem.engagements.models import Assumption, Duty, Engagement, Promise, Risk
from tandem.engagements.queries import outcome, risk
from tandem.people.models import Person
from tandem.scoping.gate.facts import SectionFact
from tandem.scoping.models import ScopeVersion, Section
from tandem.scoping.queries import vets
from tandem.scoping.queries.papered import said
from tandem.scoping.queries.scope import content
from tandem.scoping.queries.trail import Trail, trail

# Kind of point -> (section of the deal, URL name of its page).
PLACES: dict[str, tuple[str, str]] = {
    "outcome": (Section.SUCCESS, "deal_success"), "promise": ("promises", "deal_promises"),
    "vague": (Section.SCOPE, "deal_scope"), "unexplained": (Section.SCOPE, "deal_scope"),
    "assumption": (Section.ASSUMPTIONS, "deal_assumptions"), "duty": (Section.WHO, "deal_raci"),
    "risk": (Section.RISKS, "deal_risks"), "section": ("review", "deal_review"),
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """Something that is open. `why` says in one of a few words what is missing: "sales", "red", "stale" ..."""

    kind: str
    pk: str
    words: str
    why: str = ""
    on: tuple[str, ...] = ()

    @property
    def url_name(self) -> str:
        return PLACES[self.kind][1]

    @property
    def kept(self) -> dict[str, Any]:
        """As a session freezes it."""
        return {"kind": self.kind, "pk": self.pk, "words": self.words, "why": self.why, "on": list(self.on)}

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.pk


def point_of(kept: dict[str, Any]) -> Point:
    return Point(kept["kind"], kept["pk"], kept["words"], kept.get("why", ""), tuple(kept.get("on", ())))


def points(deal: Engagement, sections: Iterable[SectionFact] | None = None) -> list[Point]:
    """In the order in which a session goes through them. Eleven queries, and the sections' own unless they are given."""
    facts = vets.facts(deal) if sections is None else tuple(sections)
    found = _trail(deal)
    return [
        *_outcomes(deal), *_promises(found.said.promises, deal), *_clauses(found, deal), *_assumptions(deal), *_duties(deal), *_risks(deal),
        *_sections(deal, facts),
    ]  # fmt: skip


def _names(*people: Person | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.name for person in people if person))


def _outcomes(deal: Engagement) -> Iterable[Point]:
    side = {"sales": deal.seller, "delivery": deal.lead}
    for row in outcome.rows(deal):
        if missing := row.open_sides:
            why = "both" if len(missing) > 1 else str(missing[0])
            yield Point(
                "outcome", str(row.outcome.pk), row.outcome.title, why, _names(*(side[str(each)] for each in missing))
            )


def _promises(rows: Iterable[Promise], deal: Engagement) -> Iterable[Point]:
    for row in rows:
        if not (row.verdict or row.result):
            yield Point("promise", str(row.pk), row.quote, "", _names(deal.lead))


def _clauses(found: Trail, deal: Engagement) -> Iterable[Point]:
    """Clauses with words that mean nothing exact, and those that neither the tier, a promise nor a reason explains."""
    for each in found.open_vague:
        words = ", ".join(words for words, _hint in each.words)
        yield Point("vague", str(each.item.pk), each.item.words, words, _names(deal.seller))
    for item in found.unexplained:
        yield Point("unexplained", str(item.pk), item.words, "", _names(deal.seller))


def _trail(deal: Engagement) -> Trail:
    """Of the draft, else of the newest version. Six queries."""
    scope = ScopeVersion.objects.filter(engagement=deal).order_by("-number").first()
    return trail(deal, content(scope)) if scope else Trail(said(deal))


def _assumptions(deal: Engagement) -> Iterable[Point]:
    red = Q(answer=Assumption.Answer.RED)
    rows = deal.assumptions.filter(
        red | Q(answer="", verified_at__isnull=True, disproved_at__isnull=True)
    ).select_related("asked")
    for row in rows.order_by("pk"):
        flagged = row.answer == Assumption.Answer.RED
        on = _names(deal.seller) if flagged else _names(row.asked or deal.lead)
        yield Point("assumption", str(row.pk), row.words, "red" if flagged else "", on)


def _duties(deal: Engagement) -> Iterable[Point]:
    named = Count("parts", filter=Q(parts__letter="A"))
    for row in Duty.objects.filter(engagement=deal).annotate(named=named).order_by("position", "pk"):
        if row.named != 1:
            yield Point("duty", str(row.pk), row.words, "", _names(deal.lead))


def _risks(deal: Engagement) -> Iterable[Point]:
    rows = deal.risks.filter(fate=Risk.Fate.OPEN).select_related("owner", "owner_contact")
    for row in rows.order_by("pk"):
        how = risk.state(row)
        if how != "accepted":
            on = (row.owner.name,) if row.owner and how == "named" else _names(deal.seller, deal.lead)
            yield Point("risk", str(row.pk), row.words, how, on)


def _sections(deal: Engagement, facts: Iterable[SectionFact]) -> Iterable[Point]:
    for fact, section in zip(facts, Section, strict=True):
        if fact.state != "fine":
            on = {"question": deal.seller, "answered": fact.vetter, "flag": fact.vetter}.get(fact.state, deal.lead)
            yield Point("section", section.value, str(section.label), fact.state, _names(on))
