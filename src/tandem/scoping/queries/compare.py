"""Two versions of a scope side by side: clauses word by word, hours by role, the price."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.calc.wording import pair_up, word_changes
from tandem.people.models import Person
from tandem.people.rights import Sight, shown
from tandem.scoping.models import ScopeItem, ScopeVersion
from tandem.scoping.queries.scope import Content, priced


@dataclass(frozen=True)
class ClauseChange:
    """`runs` are (kept, dropped or added, words)."""

    where: str
    kind: str
    runs: list[tuple[str, str]]

    @property
    def inside(self) -> bool:
        return self.where == ScopeItem.Kind.IN


@dataclass(frozen=True)
class HoursChange:
    role: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class DateChange:
    what: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Comparison:
    """Only what differs. Fees are None to whoever may not see prices."""

    clauses: list[ClauseChange]
    hours: list[HoursChange]
    contingency: HoursChange | None
    dates: list[DateChange]
    fee_before: Decimal | None
    fee_after: Decimal | None

    @property
    def same(self) -> bool:
        rows = self.clauses or self.hours or self.contingency or self.dates
        return not rows and self.fee_before == self.fee_after


def compare(old: Content, new: Content, person: Person) -> Comparison:
    """No query if tiers came with the scopes."""
    clauses = [change for kind in ScopeItem.Kind.values for change in _clauses(kind, old.of(kind), new.of(kind))]
    before = {row.role.name: row.minutes for row in old.lines}
    after = {row.role.name: row.minutes for row in new.lines}
    hours = [HoursChange(role, before.get(role), after.get(role)) for role in sorted({*before, *after})]
    return Comparison(
        clauses,
        [row for row in hours if row.before != row.after],
        _contingency(old.scope, new.scope),
        _dates(old.scope, new.scope),
        shown(person, Sight.PRICE, priced(old).fee),
        shown(person, Sight.PRICE, priced(new).fee),
    )


def _contingency(old: ScopeVersion, new: ScopeVersion) -> HoursChange | None:
    before, after = old.contingency_minutes, new.contingency_minutes
    return HoursChange(_("Contingency"), before, after) if before != after else None


def _dates(old: ScopeVersion, new: ScopeVersion) -> list[DateChange]:
    pairs = ((_("Starts"), old.starts_on, new.starts_on), (_("Ends"), old.ends_on, new.ends_on))
    return [DateChange(what, before, after) for what, before, after in pairs if before != after]


def _clauses(where: str, old: list[ScopeItem], new: list[ScopeItem]) -> list[ClauseChange]:
    pairs = pair_up([item.words for item in old], [item.words for item in new])
    return [_clause(where, before, after) for before, after in pairs if before != after]


def _clause(where: str, before: str | None, after: str | None) -> ClauseChange:
    kind = "added" if before is None else "dropped" if after is None else "reworded"
    return ClauseChange(where, kind, word_changes(before or "", after or ""))
