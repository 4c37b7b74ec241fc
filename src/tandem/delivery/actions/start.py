"""accepted -> delivering: the project opens with what was sold, frozen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.calc.margin import labour_cost
from tandem.delivery.gate.start import START, StartFacts
from tandem.delivery.models import Milestone, Project
from tandem.engagements.actions.stage import WrongStage, move
from tandem.engagements.models import Engagement, Outcome, Promise, Stage
from tandem.engagements.queries import waivers
from tandem.gates import insist
from tandem.handoff.actions.accept import accept
from tandem.handoff.models import Handoff
from tandem.handoff.queries.milestones import Dated, planned
from tandem.ledger.actions import add
from tandem.people.models import Person
from tandem.review.actions.waived import note_use
from tandem.review.models import Signature
from tandem.review.queries.judged import cost_lines
from tandem.scoping.models import ScopeVersion

TAKEN_BACK = (Promise.Paper.EXCLUDED, Promise.Paper.WITHDRAWN)


@transaction.atomic
def accept_and_start(handoff: Handoff, *, by: Person, at: datetime, today: date, seen: int | None = None) -> Project:
    """One click of the lead: accept the handoff and open the project. Raises what `accept` and `open_project` do."""
    accept(handoff, by=by, at=at, today=today, seen=seen)
    deal = Engagement.objects.get(pk=handoff.engagement_id)
    return open_project(deal, by=by, at=at, today=today)


@transaction.atomic
def open_project(deal: Engagement, *, by: Person, at: datetime, today: date) -> Project:
    """Freeze the sold baseline from the signed scope, set the dates that were sold, and turn this deal's holds into
    bookings. A win past open gates has no scope: its baseline is the amount alone.

    Raises:
        Refused: promises without any date.
        WrongStage, Stale: the handoff isn't accepted, or the deal moved meanwhile.
    """
    if deal.stage != Stage.ACCEPTED:
        raise WrongStage(_("The handoff of %(deal)s isn't accepted.") % {"deal": deal})
    sold = _sold(deal)
    promises = list(Promise.objects.filter(engagement=deal).exclude(paper__in=TAKEN_BACK))
    dates = _dates(deal, sold)
    facts = StartFacts(milestones=len(dates), promises=len(promises))
    note_use(deal, insist(START, facts, waivers.standing(deal, today)), at)
    project = add(_project(deal, sold, at), "opened the project", by=by, at=at, show=("sold_amount", "sold_minutes"))
    _set_dates(project, dates, promises)
    move(deal, Stage.DELIVERING, "started delivery", by=by, at=at)
    return project


@dataclass(frozen=True)
class Sold:
    """The baseline. Minutes and cost include the contingency; None is not known."""

    amount: Decimal | None
    starts_on: date | None
    ends_on: date | None
    cost: Decimal | None = None
    minutes: int | None = None
    by_role: list[tuple[str, int, str]] = field(default_factory=list)
    scope: ScopeVersion | None = None


def _sold(deal: Engagement) -> Sold:
    signature = Signature.objects.filter(engagement=deal).select_related("scope").first()
    scope = signature.scope if signature else None
    if scope is None:
        return Sold(deal.amount, deal.starts_on, deal.ends_on)
    lines = list(scope.lines.select_related("role").order_by("role__position", "pk"))
    costed = cost_lines(scope, lines)
    return Sold(
        amount=scope.fee,
        starts_on=scope.starts_on or deal.starts_on,
        ends_on=scope.ends_on or deal.ends_on,
        cost=labour_cost(costed) if lines else None,
        minutes=sum(minutes for minutes, _rate in costed) if lines else None,
        by_role=[
            (line.role.name, line.minutes, str(labour_cost([(line.minutes, line.cost_hourly)]))) for line in lines
        ],
        scope=scope,
    )


def _project(deal: Engagement, sold: Sold, at: datetime) -> Project:
    return Project(
        engagement=deal, opened_at=at, sold_amount=sold.amount, sold_cost=sold.cost, sold_minutes=sold.minutes,
        sold_by_role=[list(line) for line in sold.by_role], sold_starts_on=sold.starts_on, sold_ends_on=sold.ends_on,
        left_minutes=sold.minutes, left_cost=sold.cost, left_at=at if sold.minutes is not None else None,
    )  # fmt: skip


def _dates(deal: Engagement, sold: Sold) -> list[Dated]:
    tier = sold.scope.tier if sold.scope and sold.scope.tier_id else deal.tier
    standard = tier.milestones.order_by("at_share") if tier else []
    outcomes = Outcome.objects.filter(engagement=deal).order_by("position", "pk")
    return planned(standard, outcomes, sold.starts_on, sold.ends_on)


def _set_dates(project: Project, dates: list[Dated], promises: list[Promise]) -> None:
    """What was promised is kept by the last date at the latest, until the lead says by which."""
    rows = [Milestone(project=project, name=each.name[:200], due_on=each.on, sold_on=each.on) for each in dates]
    made = Milestone.objects.bulk_create(rows)
    if made and promises:
        made[-1].promises.set(promises)
