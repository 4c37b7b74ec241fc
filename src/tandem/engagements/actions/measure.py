"""Measure what came of an outcome: at the close of the work, and 30 and 90 days after it."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions.sides import EDITORS, must_edit
from tandem.engagements.models import Engagement, OutcomeMeasure
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.ledger.models import Entry
from tandem.people.models import Person

Point = OutcomeMeasure.Point
AFTER = {Point.CLOSE: 0, Point.DAY_30: 30, Point.DAY_90: 90}


@locks_deal
def plan(engagement: Engagement, closed_on: date, *, by: Person, at: datetime) -> list[OutcomeMeasure]:
    """Ask for every outcome at its three points, each of a named person: whoever the outcome says measures it, where
    that is one of ours, else whoever leads. What is planned already stays as it is."""
    names = {outcome: outcome.measured_by.strip() for outcome in engagement.outcomes.order_by("position", "pk")}
    known = {person.name: person for person in Person.objects.filter(name__in=set(names.values()), is_active=True)}
    planned = set(OutcomeMeasure.objects.filter(outcome__engagement=engagement).values_list("outcome_id", "point"))
    asked_else = engagement.lead or engagement.seller
    rows = [
        OutcomeMeasure(
            outcome=outcome, point=point, due_on=closed_on + timedelta(days=days), asked=known.get(name) or asked_else
        )
        for outcome, name in names.items()
        for point, days in AFTER.items()
        if (outcome.pk, point) not in planned
    ]
    with deed():
        made = OutcomeMeasure.objects.bulk_create(rows)
        ledger.record_all([_asked(row, engagement, by, at) for row in made])
    return made


@locks_deal("outcome")
def measure(
    row: OutcomeMeasure, *, value: str, met: bool, words: str, seen: int | None, by: Person, at: datetime
) -> OutcomeMeasure:
    """What it came to, by whoever was asked, or anybody who may change the deal. May be corrected; history keeps both.

    Raises:
        PermissionDenied: somebody else was asked.
        Stale: somebody measured it meanwhile.
    """
    if by.pk != row.asked_id and by.access not in EDITORS:
        raise PermissionDenied(_("Whoever was asked to measure this says what it came to."))
    return ledger.revise(
        row, "measured", seen=seen, by=by, at=at, reason=words,
        value=value, met=met, words=words, measured_by=by, measured_at=at,
    )  # fmt: skip


@locks_deal("outcome")
def ask(row: OutcomeMeasure, *, asked: Person, seen: int | None, by: Person, at: datetime) -> OutcomeMeasure:
    """Somebody else measures it. Raises Stale, PermissionDenied."""
    must_edit(by)
    return ledger.revise(row, "asked somebody else to measure", seen=seen, by=by, at=at, asked=asked)


def _asked(row: OutcomeMeasure, engagement: Engagement, by: Person, at: datetime) -> Entry:
    return ledger.draft(
        "asked to measure", row, by=by, at=at, engagement=engagement, after={"asked": row.asked, "due_on": row.due_on}
    )
