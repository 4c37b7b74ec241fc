"""What is still to come of a running project. Time in whole minutes, money in Decimal, roles by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ANY = ""


@dataclass(frozen=True)
class Work:
    """Minutes of a role and what they cost; None is not known. The role `ANY` is a pool for whoever does it."""

    role: str
    minutes: int
    cost: Decimal | None


@dataclass(frozen=True)
class RoleRest:
    """One role's part: what was estimated or agreed since, how much of it was logged, and what is left."""

    role: str
    planned: int
    logged: int
    minutes: int
    cost: Decimal | None


@dataclass(frozen=True)
class Rest:
    """`over` is what was logged beyond the estimate and its pool; `spent` the roles that have nothing left of theirs."""

    roles: tuple[RoleRest, ...]
    over: int
    spent: tuple[str, ...]

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.roles)

    @property
    def cost(self) -> Decimal | None:
        """None as soon as the cost of any of it isn't known."""
        costs = [row.cost for row in self.roles if row.minutes or row.cost]
        return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


def rest(estimate: Iterable[Work], since: Mapping[str, int], added: Iterable[Work] = (), unit: Decimal = CENT) -> Rest:
    """The last estimate and what was agreed since, less what was logged since on those roles; never below 0.

    `since`: minutes logged after the estimate was made, by role. What a role logged beyond its own line, and what was
    logged by a role that has none, comes out of the pool first (the line `ANY`: contingency, or an estimate of hours
    alone); what the pool can't bear is `over`. What is left of a line costs what the line cost by the hour.
    Source: docs/formulas.md, forecast at completion.
    """
    lines = _by_role([*estimate, *added])
    pool = lines.pop(ANY, None)
    rows = [_less(line, since.get(role, 0), unit) for role, line in lines.items()]
    beyond = sum(max(minutes, 0) for role, minutes in since.items() if role not in lines)
    beyond += sum(row.logged - row.planned for row in rows if row.logged > row.planned)
    if pool:
        rows.append(_less(pool, beyond, unit))
        beyond = max(beyond - pool.minutes, 0)
    gone = tuple(row.role for row in rows if row.logged > row.planned or (row.planned and row.logged == row.planned))
    return Rest(tuple(rows), beyond, gone)


def _by_role(lines: Iterable[Work]) -> dict[str, Work]:
    found: dict[str, Work] = {}
    for line in lines:
        was = found.get(line.role)
        costs = (line.cost,) if was is None else (was.cost, line.cost)
        known = [cost for cost in costs if cost is not None]
        cost = sum(known, Decimal(0)) if len(known) == len(costs) else None
        found[line.role] = Work(line.role, line.minutes + (was.minutes if was else 0), cost)
    return found


def _less(line: Work, logged: int, unit: Decimal) -> RoleRest:
    left = min(max(line.minutes - logged, 0), line.minutes)
    return RoleRest(line.role, line.minutes, max(logged, 0), left, _share(line, left, unit))


def _share(line: Work, left: int, unit: Decimal) -> Decimal | None:
    """A line without hours (a cost alone) stays whole: no hour can use it up."""
    if line.cost is None or not line.minutes:
        return line.cost
    return (line.cost * left / line.minutes).quantize(unit, rounding=ROUND_HALF_UP)
