"""Votes, conditions and calls that wait on somebody."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.actions.settled import CLOSED_IN
from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.review.models import Probe, ReversePitch, Verdict
from tandem.review.queries.conditions import why_not_met
from tandem.review.queries.findings import turn_of
from tandem.review.queries.judged import JUDGED_IN, Judged, judged_all
from tandem.review.queries.seats import POOLS, standing
from tandem.scoping.queries.agreement import Part
from tandem.waits import Wait
from tandem.web.words import listed

NEAR_CLOSE = timedelta(days=21)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits in reviews; of one mover or one asker, if given. A fixed number of queries."""
    who = asker or on
    today = timezone.localdate(at)
    pairs = _paired_with(who, today, asks=asker is not None)
    found = [*_votes(pairs, today), *_conditions(who), *_pitches(at, who, pairs), *_findings()]
    return [
        wait
        for wait in found
        if (on is None or wait.on.pk == on.pk) and (asker is None or (wait.asker and wait.asker.pk == asker.pk))
    ]


def _paired_with(who: Person | None, today: date, asks: bool) -> Q:
    """Deals that this person sells or leads, or whose seller or lead they speak for: nobody else asks, or sits at their
    board, but finance and leadership, who sit where they're called."""
    if who is None or (who.access in POOLS.values() and not asks):
        return Q()
    others = standing(today).filter(to=who).values("person")
    return Q(seller=who) | Q(lead=who) | Q(seller__in=others) | Q(lead__in=others)


def _votes(pairs: Q, today: date) -> Iterable[Wait]:
    for found in judged_all(list(_deals().filter(pairs, stage__in=JUDGED_IN)), today):
        yield from _objections(found)
        for seat in found.needed:
            if found.owes(seat) and not (seat in found.absent and found.deal.stage != Stage.SCOPED):
                yield from _votes_of(found, seat)


def _votes_of(found: Judged, seat: str) -> Iterable[Wait]:
    deal, scope = found.deal, found.scope
    assert scope is not None
    lapsed = found.lapsed_on(seat)
    other = deal.lead if seat == "sales" else deal.seller
    words = _("Speak again on scope %(number)s for %(seat)s") if lapsed else _("Judge scope %(number)s for %(seat)s")
    if changed := found.changed(seat):
        parts = listed([str(Part(part).label) for part in changed])
        words = _("%(parts)s changed: vote again on scope %%(number)s for %%(seat)s") % {"parts": parts}
    since = timezone.make_aware(datetime.combine(lapsed, time.min)) if lapsed else scope.frozen_at or deal.stage_since
    for chair in found.chairs[seat]:
        yield Wait(
            key=f"vote-{scope.pk}-{seat}-{chair.person.pk}",
            kind="decide",
            title=words % {"number": scope.number, "seat": str(Verdict.Seat(seat).label).lower()},
            context=_context(deal),
            on=chair.person,
            asker=other if other not in (chair.person, chair.instead_of) else None,
            since=since,
            url=reverse("deal_board", args=[deal.pk]),
            due=found.due,
            engagement_id=deal.pk,
        )


def _objections(found: Judged) -> Iterable[Wait]:
    """A no comes back to whoever answers it: sales changes the scope, and delivery does for what sales objects to."""
    deal, scope = found.deal, found.scope
    if scope is None or found.draft is not None:
        return
    for seat, verdict in found.verdicts.items():
        answers = deal.lead if seat == "sales" else deal.seller
        if verdict.vote == Verdict.Vote.OBJECT and answers:
            yield Wait(
                key=f"objection-{verdict.pk}", kind="answer",
                title=_("%(name)s objects to scope %(number)s: change it") % {"name": verdict.person.name, "number": scope.number},
                context=f"{_context(deal)} · {verdict.reason}", on=answers,
                asker=verdict.person if verdict.person != answers else None, since=verdict.at,
                url=reverse("deal_scope", args=[deal.pk]), engagement_id=deal.pk,
            )  # fmt: skip


def _conditions(who: Person | None) -> Iterable[Wait]:
    mine = Q(condition_owner=who) | Q(person=who) if who else Q()
    rows = (
        Verdict.objects.filter(
            mine, vote=Verdict.Vote.IF, condition_met_at__isnull=True, engagement__stage__in=JUDGED_IN
        )
        .annotate(doubt=why_not_met())
        .select_related("engagement__account", "person", "condition_owner")
    )
    for row in rows:
        on, asker = row.condition_owner or row.person, row.person if row.condition_owner_id != row.person_id else None
        words = (
            _("Meet the condition: %(words)s")
            if row.condition_owner
            else _("Name an owner for the condition: %(words)s")
        )
        if row.condition_said_at:
            on, asker, words = row.person, row.condition_owner, _("Is your condition met? %(words)s")
        yield Wait(
            key=f"condition-{row.pk}", kind="answer" if row.condition_said_at else "do",
            title=words % {"words": row.reason}, context=_context(row.engagement) + _doubted(row), on=on,
            asker=asker if asker != on else None, since=row.condition_said_at or row.at,
            url=reverse("deal_board", args=[row.engagement_id]), due=row.condition_by, engagement_id=row.engagement_id,
        )  # fmt: skip


def _doubted(row: Any) -> str:
    return " · " + _("Not met yet: %(why)s") % {"why": row.doubt} if row.doubt and not row.condition_said_at else ""


def _pitches(at: datetime, who: Person | None, pairs: Q) -> Iterable[Wait]:
    """Near its close each deal asks: who from delivery joins the final call? Planned calls wait on both who go; a call
    held without delivery's word waits on delivery."""
    today = timezone.localdate(at)
    mine = pairs
    if who and pairs:
        joins = ReversePitch.objects.filter(Q(delivery_person=who) | Q(sales_person=who))
        mine |= Q(pk__in=joins.values("engagement"))
    deals = list(_deals().filter(mine, stage__in=(Stage.AGREED, Stage.PROPOSED)))
    near = _deals().filter(mine, stage__in=(Stage.QUALIFIED, Stage.SCOPED), close_on__lte=today + NEAR_CLOSE)
    deals += list(near)
    pitches = {
        pitch.engagement_id: pitch
        for pitch in ReversePitch.objects.filter(engagement__in=deals).select_related("delivery_person", "sales_person")
    }
    for deal in deals:
        yield from _pitch(deal, pitches.get(deal.pk), at, today)


def _pitch(deal: Engagement, pitch: ReversePitch | None, at: datetime, today: date) -> Iterable[Wait]:
    if pitch is None or not pitch.delivery_person_id:
        if deal.seller and deal.close_on and deal.close_on <= today + NEAR_CLOSE:
            words, since = _("Who from delivery joins the final call?"), max(deal.stage_since, _due_since(deal))
            yield _call(deal, "who", "do", words, deal.seller, deal.lead, min(since, at), deal.close_on)
    elif pitch.held_at is None and pitch.planned_at:
        for side, person in (("s", pitch.sales_person), ("d", pitch.delivery_person)):
            if person:
                day = timezone.localdate(pitch.planned_at)
                yield _call(deal, side, "do", _("Hold the reverse pitch"), person, None, deal.stage_since, day)
    elif pitch.held_at and not pitch.delivery_came and pitch.delivery_person:
        words = _("Were you on the reverse pitch?")
        yield _call(deal, "came", "answer", words, pitch.delivery_person, deal.seller, pitch.held_at, None)


def _findings() -> Iterable[Wait]:
    """What the client sees otherwise: the seller says how it was resolved, the other side than whoever did confirms it."""
    rows = Probe.objects.filter(agrees=False, confirmed_at__isnull=True).exclude(pitch__engagement__stage__in=CLOSED_IN)
    people = ("pitch__delivery_person", "pitch__sales_person", "resolved_by")
    deals = (f"pitch__engagement__{name}" for name in ("account", "seller", "lead"))
    for row in rows.select_related(*people, *deals).order_by("pk"):
        deal, by, turn = row.pitch.engagement, row.resolved_by, turn_of(row, row.pitch.engagement)
        if turn and turn.on:
            yield Wait(
                key=f"probe-{row.pk}", kind="answer" if by else "do",
                title=_("Is this resolved with the client?") if by else _("Say how it was resolved with the client"),
                context=f"{_context(deal)} · {row.words}", on=turn.on, asker=by or turn.then,
                since=row.resolved_at or row.pitch.held_at or deal.stage_since,
                url=f"{reverse('deal_calls', args=[deal.pk])}#probe-{row.pk}", due=deal.close_on, engagement_id=deal.pk,
            )  # fmt: skip


def _call(
    deal: Engagement,
    part: str,
    kind: str,
    title: str,
    on: Person,
    asker: Person | None,
    since: datetime,
    due: date | None,
) -> Wait:
    return Wait(
        key=f"pitch-{deal.pk}-{part}",
        kind=kind,
        title=title,
        context=_context(deal),
        on=on,
        asker=asker,
        since=since,
        url=reverse("deal_calls", args=[deal.pk]),
        due=due,
        engagement_id=deal.pk,
    )


def _due_since(deal: Engagement) -> datetime:
    """When the question arose: three weeks before the client decides."""
    assert deal.close_on is not None
    return timezone.make_aware(datetime.combine(deal.close_on - NEAR_CLOSE, time.min))


def _deals() -> QuerySet[Engagement]:
    return Engagement.objects.select_related("account", "seller", "lead").order_by("pk")


def _context(deal: Engagement) -> str:
    return f"{deal.account.name}, {deal.name}" if deal.account else deal.name
