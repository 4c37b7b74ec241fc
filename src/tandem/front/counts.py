"""The numbers beside the places. Counted anew only when something was written: the ledger's head tells."""

from collections import OrderedDict
from datetime import date, datetime

from django.db.models import Count

from tandem.engagements.models import OPEN, Engagement, Stage
from tandem.front.inbox import queries as needs_me
from tandem.learning.queries.lessons import to_decide
from tandem.ledger.models import Head
from tandem.people.models import Person

KEPT = 2_000
FRESH_FOR_SECONDS = 300
Key = tuple[int, int, date, int]
_kept: OrderedDict[int, tuple[Key, dict[str, int]]] = OrderedDict()


def counts_of(person: Person, at: datetime, today: date) -> dict[str, int]:
    """By the name of the place, of what this person may see. One query while nothing was written; this process keeps the
    numbers of the people it saw last."""
    length = Head.objects.values_list("length", flat=True).first() or 0
    key = (person.pk, length, today, int(at.timestamp()) // FRESH_FOR_SECONDS)
    kept = _kept.get(person.pk)
    if kept is None or kept[0] != key:
        kept = (key, _count(person, at))
        _kept[person.pk] = kept
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept[1]


def forget() -> None:
    """For tests: another test's person has the same number."""
    _kept.clear()


def _count(person: Person, at: datetime) -> dict[str, int]:
    stages = _by_stage(person)
    return {
        "inbox": needs_me.inbox(person, at).count,
        "pipeline": sum(stages.get(stage, 0) for stage in OPEN),
        "deal_boards": stages.get(Stage.SCOPED, 0),
        "handoffs": stages.get(Stage.SIGNED, 0),
        "projects": stages.get(Stage.ACCEPTED, 0) + stages.get(Stage.DELIVERING, 0),
        "lessons": to_decide(person),
    }


def _by_stage(person: Person) -> dict[str, int]:
    """Only stages in which something is open: the index leads straight to them."""
    stages = (*OPEN, Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)
    found = Engagement.objects.visible_to(person).filter(stage__in=stages).values_list("stage").order_by()
    return dict(found.annotate(n=Count("pk")))
