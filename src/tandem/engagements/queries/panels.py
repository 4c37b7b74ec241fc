"""What the deal's overview shows of its sections, in a fixed number of queries and as plain rows."""

from dataclasses import dataclass

from tandem.clients.models import Contact
from tandem.engagements.models import Assumption, Engagement, Risk
from tandem.engagements.queries import assumption, outcome, promise, risk
from tandem.people.models import Person


@dataclass(frozen=True)
class RiskLine:
    pk: int
    words: str
    size: str
    size_words: str
    mitigation: str
    owner: Person | Contact | None
    state: str


@dataclass(frozen=True)
class AssumptionLine:
    pk: int
    words: str
    state: str
    waits_on: Person | None


@dataclass(frozen=True)
class Panels:
    """Outcomes with their keys, open risks, assumptions that nobody has settled, promises by state."""

    outcomes: list[outcome.OutcomeRow]
    risks: list[RiskLine]
    assumptions: list[AssumptionLine]
    promises: dict[str, int]

    @property
    def agreed(self) -> int:
        return sum(row.agreed for row in self.outcomes)


def panels(engagement: Engagement, person: Person) -> Panels:
    """Five queries, however many rows."""
    return Panels(
        outcomes=outcome.rows(engagement),
        risks=[_risk(row.risk) for row in risk.rows(engagement, person) if row.state != "closed"],
        assumptions=[_assumption(row) for row in assumption.unsettled(engagement)],
        promises=promise.by_state(promise.rows(engagement)),
    )


def _risk(row: Risk) -> RiskLine:
    owner = row.owner or row.owner_contact
    return RiskLine(row.pk, row.words, row.size, row.get_size_display(), row.mitigation, owner, risk.state(row))


def _assumption(row: Assumption) -> AssumptionLine:
    return AssumptionLine(row.pk, row.words, assumption.state(row), row.asked or row.verifier)
