"""Every policy in words, the newest first."""

from dataclasses import dataclass

from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.review.gate.called import BELOW, Row, said
from tandem.review.models import Policy, PolicyRow
from tandem.review.queries import policy as queries
from tandem.review.queries.figures import shown_to


@dataclass(frozen=True)
class RowWords:
    """One row as people read it; `limit` is empty for whoever may not see such figures."""

    measure: str
    below: bool
    limit: str
    calls: str
    key: str


@dataclass(frozen=True)
class PolicyWords:
    policy: Policy
    rows: list[RowWords]


def policies(person: Person) -> list[PolicyWords]:
    """Published ones. Three queries."""
    shown, money = shown_to(person), currency()
    book = queries.book()
    terms = book.published or (book.now,)
    return [PolicyWords(each.policy, [_words(row, shown[row.measure], money) for row in each.rows]) for each in terms]


def drafted() -> Policy | None:
    """The draft, with its rows. Two queries."""
    found = Policy.objects.filter(published_at__isnull=True, current=False)
    return found.prefetch_related("rows").first()


def _words(row: Row, shown: bool, money: str) -> RowWords:
    measure, calls = PolicyRow.Measure(row.measure), PolicyRow.Calls(row.calls)
    limit = said(row.measure, row.limit, money) if shown else ""
    return RowWords(str(measure.label), row.measure in BELOW, limit, str(calls.label), row.calls)
