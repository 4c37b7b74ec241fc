"""Two versions of a scope side by side: clauses word by word, hours by role, the price."""

from dataclasses import dataclass
from decimal import Decimal

from tandem.calc.wording import pair_up, word_changes
from tandem.people.models import Person
from tandem.people.rights import Sight, shown
from tandem.scoping.queries.scope import Content, priced


@dataclass(frozen=True)
class ClauseChange:
    """`runs` are (kept, dropped or added, words)."""

    inside: bool
    kind: str
    runs: list[tuple[str, str]]


@dataclass(frozen=True)
class HoursChange:
    role: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Comparison:
    """Only what differs. Fees are None to whoever may not see prices."""

    clauses: list[ClauseChange]
    hours: list[HoursChange]
    fee_before: Decimal | None
    fee_after: Decimal | None

    @property
    def same(self) -> bool:
        return not self.clauses and not self.hours and self.fee_before == self.fee_after


def compare(old: Content, new: Content, person: Person) -> Comparison:
    """No query if tiers came with the scopes."""
    clauses = [*_clauses(True, old.inside, new.inside), *_clauses(False, old.outside, new.outside)]
    before = {row.role.name: row.minutes for row in old.lines}
    after = {row.role.name: row.minutes for row in new.lines}
    hours = [HoursChange(role, before.get(role), after.get(role)) for role in sorted({*before, *after})]
    return Comparison(
        clauses,
        [row for row in hours if row.before != row.after],
        shown(person, Sight.PRICE, priced(old).fee),
        shown(person, Sight.PRICE, priced(new).fee),
    )


def _clauses(inside: bool, old: list, new: list) -> list[ClauseChange]:
    pairs = pair_up([item.words for item in old], [item.words for item in new])
    return [_clause(inside, before, after) for before, after in pairs if before != after]


def _clause(inside: bool, before: str | None, after: str | None) -> ClauseChange:
    kind = "added" if before is None else "dropped" if after is None else "reworded"
    return ClauseChange(inside, kind, word_changes(before or "", after or ""))
