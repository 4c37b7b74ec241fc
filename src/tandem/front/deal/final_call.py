"""The founder's first question, on every deal near its close: who from delivery joins the final call?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tandem.engagements.models import Engagement, Stage
from tandem.front.deal.places import address
from tandem.people.models import Access, Person
from tandem.people.rights import key_of
from tandem.review.models import ReversePitch

NEAR = timedelta(days=21)


@dataclass(frozen=True)
class Call:
    """`person` is who joins; None is the question still open. `name_url` is where somebody is named."""

    person: Person | None
    planned_at: datetime | None
    held_at: datetime | None
    name_url: str | None


def is_near(deal: Engagement, today: date) -> bool:
    """Within three weeks of the decision, or already between agreement and signature."""
    if not deal.is_open:
        return False
    by_date = deal.close_on is not None and deal.close_on <= today + NEAR
    return by_date or deal.stage in (Stage.AGREED, Stage.PROPOSED)


def of(deal: Engagement, person: Person, today: date) -> Call | None:
    """The question and its answer; None while the close is far. One query."""
    if not is_near(deal, today):
        return None
    pitch = ReversePitch.objects.filter(engagement=deal).select_related("delivery_person").first()
    may_name = bool(key_of(person)) or person.access == Access.LEADERSHIP
    return Call(
        person=pitch.delivery_person if pitch else None,
        planned_at=pitch.planned_at if pitch else None,
        held_at=pitch.held_at if pitch else None,
        name_url=address("deal_calls", deal.pk) if may_name else None,
    )
