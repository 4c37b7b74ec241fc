"""What is priced for what may turn out otherwise stands in the frozen scope as contingency, not in its lines."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from tandem.engagements.models import Assumption, Risk
from tandem.engagements.queries.risk import exposure
from tandem.front.sample.case import Case
from tandem.front.sample.rows import Rows
from tandem.scoping.models import EstimateLine, ScopeVersion


def price_in(rows: Rows, cases: Sequence[Case]) -> None:
    """A plan's minutes are all that was sold. The contingency is taken out of the role that costs most nearly what an
    hour costs on average, so that the whole takes as long and costs as much as before."""
    minutes, lines = _priced(rows), _by_scope(rows.waiting[EstimateLine])
    scopes = {id(scope.engagement): scope for scope in rows.waiting[ScopeVersion] if scope.frozen_at}
    for case in cases:
        scope, wanted = scopes.get(id(case.engagement)), minutes[id(case.engagement)]
        if scope and wanted:
            scope.contingency_minutes = _take(lines[id(scope)], wanted)


def _priced(rows: Rows) -> dict[int, int]:
    """Minutes by engagement: of priced risks by their exposure, of priced assumptions that didn't harden in full."""
    found: dict[int, int] = defaultdict(int)
    for risk in rows.waiting[Risk]:
        if risk.priced:
            found[id(risk.engagement)] += exposure(risk)
    for row in rows.waiting[Assumption]:
        if row.priced and not row.hardened_at and not row.verified_at:
            found[id(row.engagement)] += row.minutes_if_false
    return found


def _take(lines: list[EstimateLine], wanted: int) -> int:
    """Minutes that the lines could give: at most half of each, nearest to the average cost first."""
    whole = sum(line.minutes for line in lines)
    average = sum((line.minutes * line.cost_hourly for line in lines), Decimal(0)) / whole
    left = wanted
    for line in sorted(lines, key=lambda each: (abs(each.cost_hourly - average), each.role.name)):
        given = min(left, line.minutes // 2)
        line.minutes -= given
        left -= given
    return wanted - left


def _by_scope(lines: list[EstimateLine]) -> dict[int, list[EstimateLine]]:
    found: dict[int, list[EstimateLine]] = defaultdict(list)
    for line in lines:
        found[id(line.scope)].append(line)
    return found
