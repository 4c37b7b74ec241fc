"""Verbs on the draft of a scope: start it from nothing, from a tier or from a frozen version; price it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.calc.board import discount_share
from tandem.catalogue.models import Tier, TierClause
from tandem.engagements.actions import clauses, worth
from tandem.engagements.actions.settled import SCOPE, must_be_open_to
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.scoping.actions import links, standard
from tandem.scoping.actions.held import hold, hold_open
from tandem.scoping.models import DiscountWord, EstimateLine, ScopeItem, ScopeVersion
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries.rates import rate_day, rates_on
from tandem.web.words import day as long_day

# A discount comes with its word: the same sum for the same reason is allowed still.
TAKEN_OVER = (
    "tier", "discount", "discount_by", "discount_word", "discount_why", "discount_asked_by", "discount_asked_at",
    "discount_decided_at", "starts_on", "ends_on",
)  # fmt: skip


@locks_deal
def start(engagement: Engagement, *, by: Person, at: datetime) -> ScopeVersion:
    """A draft that says only how it's accepted and changed; the one that is there, if there is one. Raises Settled once
    the deal is signed."""
    must_edit(by)
    must_be_open_to(SCOPE, engagement)
    kept = queries.draft_of(engagement)
    if kept:
        return kept
    last = ScopeVersion.objects.filter(engagement=engagement).aggregate(last=Max("number"))["last"] or 0
    draft = ScopeVersion(
        engagement=engagement, number=last + 1, fee=Decimal(0), made_at=at, made_by=by,
        starts_on=engagement.starts_on, ends_on=engagement.ends_on,
    )  # fmt: skip
    try:
        with deed():
            ledger.add(draft, "started scope", by=by, at=at, show=("number",))
            standard.begin(draft)
            return draft
    except IntegrityError:  # somebody started one at this very moment
        return ScopeVersion.objects.get(engagement=engagement, frozen_at__isnull=True)


@locks_deal
def start_from_tier(engagement: Engagement, tier: Tier, *, by: Person, at: datetime, today: date) -> ScopeVersion:
    """The tier's deliverables, exclusions and standard hours become the draft; its assumptions, client duties and
    risks become the deal's own. What was added to the draft by hand stays.

    Raises:
        Refused: a role of the tier has no rate on the day when the work starts.
    """
    must_edit(by)
    with deed():
        draft = start(engagement, by=by, at=at)
        hold(draft)
        ledger.revise(draft, "built scope on tier", seen=None, by=by, at=at, tier=tier)
        _copy_items(draft, tier, by, at)
        _copy_lines(draft, tier, rate_day(draft, today))
        clauses.take_over(engagement, tier, by=by, at=at)
        worth.choose_tier(engagement, tier, by=by, at=at)
        reprice(draft, by=by, at=at)
    return draft


@locks_deal
def start_again(frozen: ScopeVersion, *, by: Person, at: datetime) -> ScopeVersion:
    """A new draft with everything that a frozen version says, for what has changed since."""
    must_edit(by)
    if queries.draft_of(frozen.engagement):
        raise Refused([Finding("one_draft", _("Scope"), _("There is a draft already; work on that one."))])
    with deed():
        draft = start(frozen.engagement, by=by, at=at)
        same = {name: getattr(frozen, name) for name in TAKEN_OVER}
        ledger.revise(draft, "took over scope", seen=None, by=by, at=at, reason=str(frozen), **same)
        _copy_rows(frozen, draft)
        reprice(draft, by=by, at=at)
    return draft


@locks_deal
def set_dates(
    scope: ScopeVersion, *, by: Person, at: datetime, seen: int | None, starts_on: date | None, ends_on: date | None
) -> ScopeVersion:
    """When the work runs."""
    must_edit(by)
    hold_open(scope)
    return ledger.revise(scope, "set dates", seen=seen, by=by, at=at, starts_on=starts_on, ends_on=ends_on)


def reprice(scope: ScopeVersion, *, by: Person, at: datetime, discount_is_new: bool = False) -> ScopeVersion:
    """Take today's contingency in and work out the fee anew. The deal's worth follows, until a version was frozen. A
    discount that was allowed is asked for again once it's a larger share of the list price than before."""
    hold_open(scope)
    deal = scope.engagement
    minutes = queries.contingency(deal).minutes
    fee, discount = queries.fee_of(queries.content(scope), minutes)
    said: dict[str, Any] = {"contingency_minutes": minutes, "discount": discount, "fee": fee}
    if not discount_is_new and _outgrew_its_word(scope, fee, discount, by):
        said |= {"discount_word": DiscountWord.ASKED, "discount_asked_at": at, "discount_decided_at": None}
    ledger.revise(scope, "priced scope", seen=None, by=by, at=at, **said)
    if queries.newest_frozen(deal) is None:
        worth.follow(deal, scope.fee, by=by, at=at)
    return scope


def _outgrew_its_word(scope: ScopeVersion, fee: Decimal, discount: Decimal, by: Person) -> bool:
    """£500 of £12,000 were allowed, not £500 of £1,000; unless whoever allowed it cuts the price themself."""
    was, now = discount_share(scope.fee, scope.discount), discount_share(fee, discount)
    larger = now is None or (was is not None and now > was)
    return bool(discount) and larger and scope.discount_word == DiscountWord.YES and scope.discount_by_id != by.pk


def _copy_items(draft: ScopeVersion, tier: Tier, by: Person, at: datetime) -> None:
    """What both tiers say stays as it is, with its promises; the rest of the former tier's goes."""
    inside = tier.deliverables.order_by("position", "pk").values_list("words", flat=True)
    outside = (
        tier.clauses.filter(kind=TierClause.Kind.EXCLUSION).order_by("position", "pk").values_list("words", flat=True)
    )
    said = [(ScopeItem.Kind.IN, words) for words in inside] + [(ScopeItem.Kind.OUT, words) for words in outside]
    for item in draft.items.filter(from_tier=True).exclude(words__in=[words for _kind, words in said]):
        links.put(item, (), by=by, at=at)
        item.delete()
    mine = set(draft.items.values_list("words", flat=True))
    ScopeItem.objects.bulk_create(
        ScopeItem(scope=draft, kind=kind, words=words, from_tier=True, position=position)
        for position, (kind, words) in enumerate(said)
        if words not in mine
    )


def _copy_lines(draft: ScopeVersion, tier: Tier, day: date) -> None:
    standard = {row.role_id: row.minutes for row in tier.estimate.all()}
    rates = rates_on(day, standard)
    missing = [row.role.name for row in tier.estimate.select_related("role") if row.role_id not in rates]
    if missing:
        raise no_rate(", ".join(missing), day)
    draft.lines.filter(tier_minutes__isnull=False).delete()
    draft.lines.filter(role__in=standard).delete()
    EstimateLine.objects.bulk_create(_line(draft, role, minutes, *rates[role]) for role, minutes in standard.items())


def _line(draft: ScopeVersion, role: int, minutes: int, bill: Decimal, cost: Decimal) -> EstimateLine:
    return EstimateLine(
        scope=draft, role_id=role, minutes=minutes, tier_minutes=minutes, bill_hourly=bill, cost_hourly=cost
    )


def _copy_rows(old: ScopeVersion, new: ScopeVersion) -> None:
    """Every clause with its reason and its promises, every line with its rates; instead of what a draft begins with."""
    new.items.all().delete()
    items = list(old.items.order_by("position", "pk"))
    former, promised = [item.pk for item in items], links.by_item(items)
    for item in items:
        item.pk, item.scope = None, new
    ScopeItem.objects.bulk_create(items)
    links.copy((item, said) for item, pk in zip(items, former, strict=True) for said in promised.get(pk, ()))
    lines = list(old.lines.order_by("pk"))
    for line in lines:
        line.pk, line.scope = None, new
    EstimateLine.objects.bulk_create(lines)


def no_rate(names: str, day: date) -> Refused:
    words = _("No rate is set for %(names)s on %(day)s; finance sets it.") % {"names": names, "day": long_day(day)}
    return Refused([Finding("rates", _("Rates"), words)])
