"""Start a deal: client, deal, fit and what its tier brings along, all of it or nothing."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tandem.catalogue.models import Tier
from tandem.clients.actions import account as clients
from tandem.clients.models import Profile
from tandem.engagements.actions import deal as verbs
from tandem.engagements.models import Engagement
from tandem.ledger.deeds import deed
from tandem.people.models import Person
from tandem.scoping.actions.draft import start_from_tier

DAYS_IN_WEEK = 7


def start_deal(
    values: Mapping[str, Any],
    profile: Profile | None,
    answers: Mapping[int, int],
    *,
    by: Person,
    at: datetime,
    today: date,
) -> Engagement:
    """A lead from what was typed. A tier lends its clauses, scope and, where nothing else was said, fee and weeks."""
    with deed():
        account = values.get("account") or clients.add(values["client"], by=by, at=at)
        tier: Tier | None = values.get("tier")
        fields = {name: values.get(name) for name in ("seller", "lead", "close_on", "starts_on")}
        amount = values.get("amount")
        deal = verbs.create(
            values["name"],
            account,
            by=by,
            at=at,
            tier=tier,
            amount=tier.fee if tier and amount is None else amount,
            ends_on=_ends_on(values.get("starts_on"), tier),
            paragraph=values.get("paragraph") or "",
            **fields,
        )
        if profile and answers:
            verbs.judge_fit(deal, profile, answers, seen=deal.version, by=by, at=at)
        if tier:
            start_from_tier(deal, tier, by=by, at=at, today=today)
    return deal


def _ends_on(starts_on: date | None, tier: Tier | None) -> date | None:
    """The last day before the tier's weeks are over, counted from the start."""
    if starts_on is None or tier is None:
        return None
    return starts_on + timedelta(days=DAYS_IN_WEEK * tier.weeks - 1)
