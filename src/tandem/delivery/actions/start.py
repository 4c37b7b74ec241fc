"""accepted -> delivering: the project opens with what was sold, frozen."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from tandem.delivery.gate.start import START
from tandem.delivery.models import Milestone, Project
from tandem.delivery.queries.sold import Sold, dates_of, promises_of, sold_of, start_facts
from tandem.engagements.actions import waiver
from tandem.engagements.actions.stage import WrongStage, move
from tandem.engagements.models import Engagement, Promise, Stage
from tandem.engagements.queries import waivers
from tandem.gates import insist
from tandem.handoff.actions.accept import accept
from tandem.handoff.models import Handoff
from tandem.ledger.actions import add
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.planning.actions.bookings import harden
from tandem.scoping.queries.milestones import Dated, kept_by


@locks_deal
def accept_and_start(handoff: Handoff, *, by: Person, at: datetime, today: date, seen: int | None = None) -> Project:
    """One click of the lead: accept the handoff and open the project. Raises what `accept` and `open_project` do."""
    accept(handoff, by=by, at=at, today=today, seen=seen)
    deal = Engagement.objects.get(pk=handoff.engagement_id)
    return open_project(deal, by=by, at=at, today=today)


@locks_deal
def open_project(deal: Engagement, *, by: Person, at: datetime, today: date) -> Project:
    """Freeze the sold baseline from the signed scope, set the dates that were sold, and promise the people that were
    held. A win past open gates has no scope: its baseline is the amount alone.

    Raises:
        Refused: promises without any date.
        WrongStage, Stale: the handoff isn't accepted, or the deal moved meanwhile.
    """
    if deal.stage != Stage.ACCEPTED:
        raise WrongStage(_("The handoff of %(deal)s isn't accepted.") % {"deal": deal})
    sold, promises = sold_of(deal), promises_of(deal)
    dates = dates_of(deal, sold)
    findings = insist(START, start_facts(dates, promises), waivers.standing(deal, today))
    project = add(_project(deal, sold, at), "opened the project", by=by, at=at, show=("sold_amount", "sold_minutes"))
    _set_dates(project, dates, promises)
    harden(deal, by=by, at=at)
    move(deal, Stage.DELIVERING, "started delivery", by=by, at=at)
    waiver.use(deal, findings, at=at)
    return project


def _project(deal: Engagement, sold: Sold, at: datetime) -> Project:
    return Project(
        engagement=deal, opened_at=at, sold_amount=sold.amount, sold_cost=sold.cost, sold_minutes=sold.minutes,
        sold_by_role=[list(line) for line in sold.by_role], sold_starts_on=sold.starts_on, sold_ends_on=sold.ends_on,
    )  # fmt: skip


def _set_dates(project: Project, dates: list[Dated], promises: list[Promise]) -> None:
    """What was promised is kept by the last date at the latest, and what was promised for a day by the last one before
    it, until the lead says by which."""
    rows = [Milestone(project=project, name=each.name[:200], due_on=each.on, sold_on=each.on) for each in dates]
    made = Milestone.objects.bulk_create(rows)
    by_date = {(row.name, row.due_on): row for row in made}
    for promise in promises if made else ():
        due = kept_by(dates, promise.due_on) if promise.due_on else None
        keeper = by_date[due.name[:200], due.on] if due else made[-1]
        keeper.promises.add(promise)
