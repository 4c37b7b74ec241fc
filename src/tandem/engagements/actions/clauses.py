"""What a tier brings along: its standard assumptions, client duties and risks become the deal's own."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Model

from tandem.catalogue.models import Tier, TierClause
from tandem.engagements.models import Assumption, Duty, Engagement, Risk
from tandem.ledger import actions as ledger
from tandem.people.models import Person

Made = Callable[[Engagement, str, Person, datetime], Model]

KINDS: dict[str, tuple[str, str, Made]] = {
    TierClause.Kind.ASSUMPTION: (
        "assumptions",
        "assumed",
        lambda deal, words, by, at: Assumption(engagement=deal, words=words, raised_by=by, raised_at=at),
    ),
    TierClause.Kind.DUTY: (
        "duties",
        "named duty",
        lambda deal, words, by, at: Duty(engagement=deal, words=words[:200], for_client=True),
    ),
    TierClause.Kind.RISK: ("risks", "named risk", lambda deal, words, by, at: Risk(engagement=deal, words=words[:200])),
}


def take_over(engagement: Engagement, tier: Tier, *, by: Person, at: datetime) -> list[Model]:
    """Add the tier's clauses that the deal doesn't have in the same words yet. The number of queries is fixed."""
    known = {
        kind: set(getattr(engagement, rows).values_list("words", flat=True)) for kind, (rows, _, _) in KINDS.items()
    }
    clauses = list(tier.clauses.filter(kind__in=KINDS).order_by("position", "pk"))
    made: list[Model] = []
    for kind, (_, verb, make) in KINDS.items():
        rows = [make(engagement, clause.words, by, at) for clause in clauses if clause.kind == kind]
        new = [row for row in rows if str(row) not in known[kind]]
        _insert(new, verb, tier, by, at)
        made += new
    return made


def _insert(rows: list[Model], verb: str, tier: Tier, by: Person, at: datetime) -> None:
    if rows:
        type(rows[0])._base_manager.bulk_create(rows)
        ledger.record_all([ledger.draft(verb, row, by=by, at=at, reason=str(tier)) for row in rows])
