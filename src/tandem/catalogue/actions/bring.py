"""Bring in what a file says: offerings that are new, and a draft of every tier that reads otherwise."""

from datetime import datetime

from django.utils.translation import gettext as _

from tandem.catalogue.actions import draft as drafts
from tandem.catalogue.actions import offering as offerings
from tandem.catalogue.actions.rights import must_edit
from tandem.catalogue.models import Tier
from tandem.catalogue.queries.books import OfferingPlan, Plan
from tandem.ledger.deeds import deed
from tandem.people.models import Person


def bring(plan: Plan, file_name: str, *, by: Person, at: datetime) -> list[Tier]:
    """All of the plan or nothing. Nothing is sold by it: each draft waits to be asked for, and for both keys.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Refused: somebody began a draft meanwhile.
        Stale: somebody described an offering meanwhile.
    """
    must_edit(by)
    with deed():
        return [draft for each in plan.offerings for draft in _bring(each, file_name, by, at)]


def _bring(plan: OfferingPlan, file_name: str, by: Person, at: datetime) -> list[Tier]:
    reason, book = _("Brought in from %(file)s") % {"file": file_name}, plan.book
    offering = plan.offering
    if offering is None:
        offering = offerings.make(name=book.name, line=book.line, summary=book.summary, by=by, at=at, reason=reason)
        if book.retired:
            offerings.retire(offering, why=reason, seen=None, by=by, at=at)
    elif plan.described:
        changed = {name: after for name, (_before, after) in plan.described.items()}
        values = {"name": offering.name, "line": offering.line, "summary": offering.summary, **changed}
        offerings.describe(offering, **values, seen=offering.version, by=by, at=at)
    return [
        drafts.start(offering, tier.grade, content=tier.content, reason=reason, by=by, at=at)
        for tier in plan.tiers
        if tier.is_drafted
    ]
