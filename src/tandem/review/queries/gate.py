"""The facts of three gates, and their checklists."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from tandem.catalogue.models import TierMilestone
from tandem.engagements.models import Engagement, Outcome, Promise, Stage
from tandem.engagements.queries import waivers
from tandem.gates import Finding, check
from tandem.people.models import Access, Person
from tandem.planning.queries.free import Short
from tandem.review.gate import DECIDE, PROPOSE, SIGN, Aloud, BoardFacts, Late, SeatFacts, Shortage, SignFacts
from tandem.review.models import Proposal, ReversePitch, Verdict
from tandem.review.queries.findings import told, turn_of
from tandem.review.queries.judged import JUDGED_IN, Judged, judged
from tandem.scoping.actions.freeze import digest_of
from tandem.scoping.models import DocumentKind, EstimateLine, ScopeVersion
from tandem.scoping.queries.agreement import Part
from tandem.scoping.queries.document import Cover, client_data, content_of, fit_findings, reworded
from tandem.scoping.queries.gate import assumption_facts, outcome_facts
from tandem.scoping.queries.milestones import Dated, kept_by, planned
from tandem.scoping.queries.papered import TAKEN_BACK, Said, said
from tandem.scoping.queries.scope import Content
from tandem.scoping.queries.vets import facts_since_the_freeze


def decide_checklist(deal: Engagement, today: date) -> list[Finding]:
    """Ready to propose?"""
    return check(DECIDE, board_facts(judged(deal, today)), waivers.standing(deal, today))


def propose_checklist(deal: Engagement, today: date) -> list[Finding]:
    """May the proposal go out? What `decide_checklist` says already isn't said twice."""
    rules = [rule for rule in PROPOSE if rule not in DECIDE]
    standing = waivers.standing(deal, today)
    return [*fit_findings(deal, standing), *check(rules, proposal_facts(judged(deal, today)), standing)]


def sign_checklist(deal: Engagement, today: date) -> list[Finding]:
    """May the client's signature be recorded?"""
    return check(SIGN, sign_facts(deal, today), waivers.standing(deal, today))


def board_facts(found: Judged) -> BoardFacts:
    """What the board judges, from what `judged` read; one query more where people are missing."""
    facts = _words_and_price(found, Stage.AGREED)
    short = shortages(found.short)
    return replace(facts, shortages=short, planners=tuple(_planners()) if short else ())


def proposal_facts(found: Judged) -> BoardFacts:
    """What goes out is what was judged: its content still has the digest that it was frozen with. Two queries more."""
    facts = _words_and_price(found, Stage.PROPOSED)
    intact = found.scope is not None and _is_intact(found.scope, found.lines)
    return replace(facts, intact=intact, aloud=aloud_facts(found.deal, said(found.deal)))


def _words_and_price(found: Judged, reached: str) -> BoardFacts:
    return BoardFacts(
        today=found.today,
        scope=found.scope.number if found.scope else None,
        draft=found.draft.number if found.draft else None,
        seats=seats_of(found),
        estimated=bool(found.lines),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        margin=found.margin,
        floor=found.policy.margin_floor,
        assumptions=assumption_facts(found.deal, reached, found.scope) if found.scope else (),
        **_still_agreed(found.deal),
    )


def _still_agreed(deal: Engagement) -> dict[str, Any]:
    """Signatures and vets, as they stand on today's words; once the client has signed, delivery vets nothing any more."""
    vetted = () if deal.is_project and not deal.ungated else facts_since_the_freeze(deal)
    return {"outcomes": outcome_facts(deal), "sections": vetted, "seller": deal.seller, "lead": deal.lead}


def seats_of(found: Judged) -> tuple[SeatFacts, ...]:
    """The needed seats as rules read them."""
    absent = found.absent
    return tuple(_seat(found, seat, seat in absent) for seat in found.needed)


def shortages(short: Sequence[Short]) -> tuple[Shortage, ...]:
    """By role: how much of it nobody has free, over how many weeks, from when on."""
    by_role: dict[str, list[Short]] = {}
    for row in short:
        by_role.setdefault(row.role.name, []).append(row)
    return tuple(
        Shortage(role, sum(row.minutes for row in rows), len(rows), min(row.week for row in rows))
        for role, rows in by_role.items()
    )


def sign_facts(deal: Engagement, today: date) -> SignFacts:
    """What `judged` reads, and five queries: proposal, promises, pitch, what is probed on it, assumptions."""
    proposal = (
        Proposal.objects.filter(engagement=deal)
        .select_related("scope__tier", "engagement__account")
        .order_by("-sent_at", "-pk")
        .first()
    )
    found = judged(deal, today)
    scope, latest, aloud = found.scope, found.draft or found.scope, said(deal)
    pitch = ReversePitch.objects.filter(engagement=deal).select_related("delivery_person", "sales_person").first()
    return SignFacts(
        today=today,
        seats=seats_of(found) if found.scope else (),
        proposed=proposal.scope.number if proposal else None,
        newest=latest.number if latest else None,
        same=proposal is not None and _is_newest(proposal, found),
        aloud=aloud_facts(deal, aloud, late_of(deal, aloud, found)),
        unpapered=tuple(promise.quote for promise in aloud.unpapered),
        promises=len(aloud.promises),
        said_by=tuple({promise.said_by_id: promise.said_by for promise in aloud.unpapered}.values()),
        assumptions=assumption_facts(deal, Stage.SIGNED, scope) if scope else (),
        reworded=_reworded(proposal),
        **_still_agreed(deal),
        **_pitch_facts(pitch, deal),
    )


def _reworded(proposal: Proposal | None) -> tuple[str, ...]:
    """What the paper that the client has would say otherwise today. Six queries."""
    if proposal is None or not proposal.said:
        return ()
    paper = client_data(proposal.engagement, proposal.scope, DocumentKind.SOW, Cover(at=proposal.sent_at))
    return reworded(proposal.said, content_of(paper))


def aloud_facts(deal: Engagement, aloud: Said, late: Iterable[Late] = ()) -> Aloud:
    """No query."""
    standing = [promise for promise in aloud.promises if promise.paper != Promise.Paper.WITHDRAWN]
    denied = [promise for promise in standing if promise.verdict == Promise.Verdict.NO]
    untold = [promise for promise in aloud.promises if promise.untold and promise not in denied]
    return Aloud(
        unjudged=tuple(promise.quote for promise in standing if not promise.verdict),
        denied=tuple(promise.quote for promise in denied), untold=tuple(promise.quote for promise in untold),
        late=tuple(late), promises=len(standing), seller=deal.seller, lead=deal.lead,
    )  # fmt: skip


def late_of(deal: Engagement, aloud: Said, found: Judged) -> list[Late]:
    """Promises that no planned date keeps in time. Two queries where a day was named, else none."""
    dated = [promise for promise in aloud.promises if promise.due_on and promise.paper not in TAKEN_BACK]
    if not dated:
        return []
    tier = found.scope.tier_id if found.scope else None
    standard = TierMilestone.objects.filter(tier=tier).order_by("at_share", "pk") if tier else ()
    outcomes = Outcome.objects.filter(engagement=deal).order_by("position", "pk")
    return too_late(dated, planned(standard, outcomes, found.starts_on, found.ends_on))


def too_late(promises: Iterable[Promise], dates: Sequence[Dated]) -> list[Late]:
    """Those for which no date is on or before the promised day. No query."""
    first = min(dates, key=lambda each: each.on, default=None)
    return [
        Late(promise.quote, promise.due_on, first.name if first else "", first.on if first else None)
        for promise in promises
        if promise.due_on and kept_by(dates, promise.due_on) is None
    ]


def _is_newest(proposal: Proposal, found: Judged) -> bool:
    scope = found.scope
    return (
        scope is not None and found.draft is None and (proposal.scope_id, proposal.digest) == (scope.pk, scope.digest)
    )


def _pitch_facts(pitch: ReversePitch | None, deal: Engagement) -> dict[str, Any]:
    if pitch is None:
        return {}
    probes = list(pitch.blind_spots.select_related("resolved_by", "confirmed_by").order_by("position", "pk"))
    turns = [turn for probe in probes if (turn := turn_of(probe, deal))]
    people = [person for person in (pitch.sales_person, pitch.delivery_person) if person]
    return {
        "pitch_on": timezone.localdate(pitch.planned_at) if pitch.planned_at else None,
        "pitch_held": pitch.held_at is not None,
        "delivery_came": pitch.delivery_came,
        "unheard": tuple(probe.words for probe in probes if probe.state == "open"),
        "otherwise": tuple(probe.words for probe in probes if probe.state == "otherwise"),
        "unconfirmed": tuple(probe.words for probe in probes if probe.state == "resolved"),
        "settled": sum(probe.state == "settled" for probe in probes),
        "settled_how": told(probes),
        "movers": tuple({turn.on.pk: turn.on for turn in turns if turn.on}.values()),
        "pitch_people": tuple(people),
    }


def _seat(found: Judged, seat: str, absent: bool) -> SeatFacts:
    asked = tuple(found.sitters.get(seat, ()))
    label = Verdict.Seat(seat).label
    verdict = found.verdicts.get(seat)
    if verdict is None:
        return SeatFacts(label=label, sitters=asked, absent=absent)
    lapsed = found.lapsed_on(seat)
    changed = found.changed(seat) if found.deal.stage in JUDGED_IN else ()  # what was signed has done its work
    return SeatFacts(
        label=label,
        sitters=asked if lapsed or changed else (verdict.person,),
        vote=verdict.vote,
        lapsed_on=lapsed,
        changed=tuple(str(Part(part).label) for part in changed),
        name=verdict.person.name,
        reason=verdict.reason,
        owner=verdict.condition_owner,
        due=verdict.condition_by,
        met=verdict.condition_met_at is not None,
    )


def _is_intact(scope: ScopeVersion, lines: list[EstimateLine]) -> bool:
    items = list(scope.items.order_by("kind", "position", "pk"))
    return scope.digest == digest_of(Content(scope, items, lines))


def _planners() -> list[Person]:
    return list(Person.objects.filter(access=Access.RESOURCE, is_active=True).order_by("name")[:1])
