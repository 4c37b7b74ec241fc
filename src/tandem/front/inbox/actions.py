"""Put an item off, take it back, give it to somebody, ask again."""

from datetime import date, datetime
from functools import partial
from typing import Any

from tandem.engagements.actions import assumption, measure, risk
from tandem.engagements.models import Assumption, Engagement, OutcomeMeasure, Risk
from tandem.feedback import actions as feedback
from tandem.feedback.models import Survey
from tandem.front.inbox.queries import NUDGED, Item
from tandem.front.models import PutOff
from tandem.ledger.actions import record
from tandem.ledger.deeds import deed
from tandem.people.models import Person


class AlreadyNudged(Exception):
    """Once a day is enough."""


def put_off(item: Item, until: date, *, by: Person, at: datetime) -> PutOff:
    """Show it again on that day."""
    with deed():
        row, _made = PutOff.objects.update_or_create(person=by, key=item.key, defaults={"until": until})
        record("put off", row, by=by, at=at, after={"until": until})
    return row


def take_back(key: str, *, by: Person, at: datetime) -> None:
    """It's to be done now after all."""
    with deed():
        row = PutOff.objects.filter(person=by, key=key).first()
        if row:
            record("took back", row, by=by, at=at)
            row.delete()


def give(item: Item, to: Person, why: str, *, by: Person, at: datetime) -> None:
    """Somebody else is asked instead, by the verb of the item's own package; history says why.

    Raises:
        LookupError: this kind isn't given away, or the row is gone.
        Stale: somebody changed it meanwhile.
        PermissionDenied: not theirs to give.
    """
    with deed():
        row = _give(item, to, why, by, at)
        record("gave to somebody else", row, by=by, at=at, reason=why, after={"to": to})


def nudge(item: Item, *, already: set[str], by: Person, at: datetime) -> None:
    """Ask again; once a day.

    Raises:
        AlreadyNudged: it was asked today.
    """
    if item.key in already:
        raise AlreadyNudged
    deal = Engagement.objects.filter(pk=item.wait.engagement_id or 0).first()
    subject = deal or item.wait.on
    record(NUDGED, subject, by=by, at=at, reason=item.wait.title, after={"key": item.key, "to": item.wait.on.name})


def _give(item: Item, to: Person, why: str, by: Person, at: datetime) -> Any:
    verbs: dict[tuple[str, str], tuple[Any, Any]] = {
        ("deal", "assumption"): (Assumption, partial(assumption.ask, asked=to)),
        ("deal", "risk"): (Risk, partial(risk.name_owner, owner=to, owner_contact=None)),
        ("deal", "measure"): (OutcomeMeasure, partial(measure.ask, asked=to)),
        ("client", "survey"): (Survey, partial(feedback.give, owner=to, why=why)),
    }
    if (item.source, item.noun) not in verbs:
        raise LookupError(item.key)
    model, verb = verbs[item.source, item.noun]
    row = model.objects.filter(pk=item.pk).first()
    if row is None:
        raise LookupError(item.key)
    verb(row, seen=row.version, by=by, at=at)
    return row
