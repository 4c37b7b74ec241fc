"""What delivery can offer: free people by team, and from which week each tier's whole work fits."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.calc.staffing import earliest_start, even_profile
from tandem.calc.weeks import weeks_between
from tandem.catalogue.models import Grade, TierEstimate
from tandem.planning.queries.firm import Minutes
from tandem.planning.queries.heat import HORIZON, Firm, teams_of
from tandem.planning.queries.window import BOOKED

OFFER_WEEKS = 6


@dataclass(frozen=True)
class Free:
    """Full-time people a week, on average over `OFFER_WEEKS` from a Monday, beyond what is booked and held."""

    first: date
    by_team: list[tuple[str, int, float]]

    @property
    def people(self) -> float:
        return sum(people for _name, _pk, people in self.by_team)


@dataclass(frozen=True)
class Start:
    """The first week from which a tier's whole work fits; None: not within the horizon."""

    offering: str
    grade: str
    weeks: int
    on: date | None


def free_people(firm: Firm) -> Free:
    """From the week in which the first counted deal starts (next week at the earliest)."""
    coming = [d.starts_on for d in firm.pipeline.deals if firm.window.counts(d) and d.starts_on > firm.today]
    this_week = weeks_between(firm.whole.first, firm.today)
    start = max(this_week + 1, weeks_between(firm.whole.first, min(coming)) if coming else 0)
    start = min(start, firm.whole.count - OFFER_WEEKS)
    spare = _spare(firm)[0][:, start : start + OFFER_WEEKS].mean(axis=1) / firm.settings.week_minutes
    index = firm.team_index
    found = [(team.name, team.pk, float(spare[index[team.pk]])) for team in teams_of(firm)]
    return Free(firm.whole.mondays()[start], [row for row in found if row[2] >= 0.05])


def honest_starts(firm: Firm) -> tuple[str, list[Start], list[Start]]:
    """(the offering that most open deals are about, its starts, all the others'), counting what the map counts.
    One query."""
    free = np.maximum(_spare(firm)[1] - firm.pipeline.by_role(firm.weights), 0).astype(np.int64)
    free = free[:, weeks_between(firm.whole.first, firm.today) :][:, :HORIZON]
    monday = firm.whole.mondays()[weeks_between(firm.whole.first, firm.today)]
    starts = {tier: _start(firm, free, monday, *tier, lines) for tier, lines in _tiers().items()}
    wanted = Counter(deal.offering_id for deal in firm.pipeline.deals if deal.offering_id)
    offerings = {pk: name for pk, name, _grade, _weeks in starts}
    if not offerings:
        return "", [], []
    main = max(offerings, key=lambda pk: (wanted[pk], -pk))
    own = [start for (pk, *_rest), start in starts.items() if pk == main]
    return offerings[main], own, [start for (pk, *_rest), start in starts.items() if pk != main]


Tier = tuple[int, str, str, int]


def _tiers() -> dict[Tier, list[tuple[int, int]]]:
    """Current tiers, Bronze first, with (role id, minutes) of each."""
    found = TierEstimate.objects.filter(tier__current=True, tier__offering__retired=False)
    fields = ("tier__offering_id", "tier__offering__name", "tier__grade", "tier__weeks", "role_id", "minutes")
    tiers: dict[Tier, list[tuple[int, int]]] = {}
    for pk, name, grade, weeks, role, minutes in found.values_list(*fields):
        tiers.setdefault((pk, name, grade, weeks), []).append((role, minutes))
    grades = {grade: place for place, grade in enumerate(Grade.values)}
    return dict(sorted(tiers.items(), key=lambda item: (item[0][1], grades[item[0][2]])))


def _start(
    firm: Firm, free: Minutes, monday: date, _pk: int, name: str, grade: str, weeks: int, lines: list[tuple[int, int]]
) -> Start:
    needed = dict(lines)
    profile = even_profile([needed.get(role.pk, 0) for role in firm.pipeline.roles], max(weeks, 1))
    index = earliest_start(free, profile)
    days = [monday] if index is None else firm.whole.mondays()[weeks_between(firm.whole.first, monday) :]
    return Start(name, str(Grade(grade).label), weeks, None if index is None else days[index])


def _spare(firm: Firm) -> tuple[Minutes, Minutes]:
    """Free minutes by team and by role, as the lens counts holds."""
    if firm.window.lens == BOOKED:
        return firm.by_team.free_beside_holds, firm.by_role.free_beside_holds
    return firm.by_team.free, firm.by_role.free
