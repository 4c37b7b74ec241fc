"""What a tier brings along: its standard assumptions, client duties and risks become the deal's own."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from tandem.catalogue.models import Tier, TierClause
from tandem.engagements.models import Assumption, Duty, Engagement, Risk
from tandem.ledger import actions as ledger
from tandem.people.models import Person

Made = Callable[[Engagement, TierClause, Tier, Person, datetime], Model]


def _assumption(deal: Engagement, clause: TierClause, tier: Tier, by: Person, at: datetime) -> Model:
    return Assumption(
        engagement=deal, words=clause.words, minutes_if_false=clause.minutes, source=_source(tier),
        raised_by=by, raised_at=at,
    )  # fmt: skip


def _duty(deal: Engagement, clause: TierClause, tier: Tier, by: Person, at: datetime) -> Model:
    return Duty(engagement=deal, words=clause.words[:200], for_client=True)


def _risk(deal: Engagement, clause: TierClause, tier: Tier, by: Person, at: datetime) -> Model:
    return Risk(
        engagement=deal, words=clause.words[:200], probability=clause.probability, impact_minutes=clause.minutes,
        mitigation=clause.mitigation, source=_source(tier),
    )  # fmt: skip


def _source(tier: Tier) -> str:
    return _("Standard of %(tier)s, version %(n)s") % {"tier": tier, "n": tier.number}


KINDS: dict[str, tuple[str, str, Made]] = {
    TierClause.Kind.ASSUMPTION: ("assumptions", "assumed", _assumption),
    TierClause.Kind.DUTY: ("duties", "named duty", _duty),
    TierClause.Kind.RISK: ("risks", "named risk", _risk),
}


def take_over(engagement: Engagement, tier: Tier, *, by: Person, at: datetime) -> list[Model]:
    """Add the tier's clauses that the deal doesn't have in the same words yet. The number of queries is fixed."""
    known = {
        kind: set(getattr(engagement, rows).values_list("words", flat=True))
        for kind, (rows, _verb, _make) in KINDS.items()
    }
    clauses = list(tier.clauses.filter(kind__in=KINDS).order_by("position", "pk"))
    made: list[Model] = []
    for kind, (_rows, verb, make) in KINDS.items():
        rows = [make(engagement, clause, tier, by, at) for clause in clauses if clause.kind == kind]
        new = [row for row in rows if str(row) not in known[kind]]
        _insert(new, verb, tier, by, at)
        made += new
    return made


def _insert(rows: list[Model], verb: str, tier: Tier, by: Person, at: datetime) -> None:
    if rows:
        type(rows[0])._base_manager.bulk_create(rows)
        ledger.record_all([ledger.draft(verb, row, by=by, at=at, reason=str(tier)) for row in rows])
