"""The facts of delivery's gates, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tandem.delivery.gate import close as gate
from tandem.delivery.gate.start import START
from tandem.delivery.models import Milestone
from tandem.delivery.queries.sold import dates_of, promises_of, sold_of, start_facts
from tandem.engagements.models import Engagement, Promise
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, check


def close_facts(deal: Engagement) -> gate.CloseFacts:
    """Withdrawn promises need no milestone and are settled by their withdrawal. Three queries."""
    promises = list(Promise.objects.filter(engagement=deal).exclude(paper="withdrawn").order_by("pk"))
    milestones = list(Milestone.objects.filter(project__engagement=deal).order_by("due_on"))
    through = Milestone.promises.through.objects.filter(milestone__project__engagement=deal)
    by_pk = {milestone.pk: milestone for milestone in milestones}
    keepers: dict[int, list[Milestone]] = defaultdict(list)
    for promise, milestone in through.values_list("promise_id", "milestone_id"):
        keepers[promise].append(by_pk[milestone])
    return gate.CloseFacts(
        promises=tuple(p.quote for p in promises),
        uncovered=tuple(p.quote for p in promises if p.pk not in keepers and not p.result),
        unsettled=tuple(p.quote for p in promises if not p.result),
        milestones=len(milestones),
        unreached=tuple(m.name for m in milestones if not m.done_on),
        late=tuple(p.quote for p in promises if p.result == Promise.Result.KEPT and is_late(p, keepers[p.pk])),
    )


def is_late(promise: Promise, keepers: Iterable[Milestone]) -> bool:
    """Was it promised for a day before every milestone that keeps it, as each was reached or else is due?"""
    days = [milestone.done_on or milestone.due_on for milestone in keepers]
    return bool(promise.due_on and days and min(days) > promise.due_on)


def start_checklist(deal: Engagement, today: date) -> list[Finding]:
    """May the project open?"""
    facts = start_facts(dates_of(deal, sold_of(deal)), promises_of(deal))
    return check(START, facts, standing(deal, today))


def close_checklist(deal: Engagement, today: date) -> list[Finding]:
    """Delivery's rules, judged for the page."""
    return check(gate.CLOSE, close_facts(deal), standing(deal, today))
