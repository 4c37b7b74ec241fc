"""The work that open deals would bring: which deals, how likely, how much of it isn't held for anybody yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.calc.demand import Demand, cut_by_week
from tandem.calc.weeks import Weeks, count_working_days, ordinals
from tandem.engagements.models import OPEN, Engagement
from tandem.engagements.queries.odds import Odds, odds
from tandem.people.models import Holiday, Person, Role
from tandem.planning.models import Booking, Need

LIKELY = 0.5


@dataclass(frozen=True)
class OpenDeal:
    """`name` is None for whoever may not see the deal. `people`: full-time people while it runs."""

    pk: int
    name: str | None
    client: str | None
    probability: float
    by_stage: bool
    starts_on: date
    ends_on: date
    people: float
    offering_id: int | None

    @property
    def is_likely(self) -> bool:
        return self.probability >= LIKELY


@dataclass(frozen=True)
class Pipeline:
    """Deals, and what they'd take beyond the people that are booked or held for them: one row each in `deal`, `role`,
    `week` (indexes of `deals`, `roles` and the axis) and `minutes`, as if won."""

    axis: Weeks
    deals: list[OpenDeal]
    roles: list[Role]
    deal: NDArray[np.int64]
    role: NDArray[np.int64]
    week: NDArray[np.int64]
    minutes: NDArray[np.float64]
    odds: Odds

    def by_role(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Minutes, roles x weeks, each deal times its weight (0..1, one for each deal)."""
        cell = self.role * self.axis.count + self.week
        size = len(self.roles) * self.axis.count
        total = np.bincount(cell, weights=self.minutes * weight[self.deal], minlength=size)
        return total.astype(np.float64).reshape(len(self.roles), self.axis.count)


def pipeline(viewer: Person, axis: Weeks, day_minutes: int, today: date) -> Pipeline:
    """Open deals with something to do on the axis, the likeliest first. Six queries, however many deals."""
    of_open = {"engagement__stage__in": OPEN}
    needs, booked = needs_on(axis, **of_open), booked_on(axis, **of_open)
    chances = odds(today)
    seen = set(Engagement.objects.visible_to(viewer).filter(stage__in=OPEN).order_by().values_list("pk", flat=True))
    deals = _deals(needs, booked, chances, seen, day_minutes)
    roles = list(Role.objects.order_by("position", "pk"))
    place = {deal.pk: index for index, deal in enumerate(deals)}, {role.pk: index for index, role in enumerate(roles)}
    return Pipeline(axis, deals, roles, *unmet(axis, needs, booked, place, common_holidays(axis)), chances)


def common_holidays(axis: Weeks) -> list[date]:
    """Days on which no calendar works: nobody plans work on them. One query."""
    found = Holiday.objects.filter(day__range=(axis.first, axis.last)).values_list("calendar_id", "day")
    rows = set(found)
    calendars = {calendar for calendar, _ in rows}
    return sorted(day for day, count in Counter(day for _, day in rows).items() if count == len(calendars))


ABOUT = ("stage", "probability", "stage_since", "close_on", "name", "account__name", "tier__offering_id")
Row = dict[str, Any]


def needs_on(axis: Weeks, **only: Any) -> list[Row]:
    """What these engagements need on the axis. One query."""
    found = Need.objects.filter(ends_on__gte=axis.first, starts_on__lte=axis.last, **only)
    return list(found.values("engagement_id", "role_id", "starts_on", "ends_on", "minutes", *_of_deal()))


def booked_on(axis: Weeks, **only: Any) -> list[Row]:
    """Their bookings and holds, with the minutes of the whole length; of people without a role too. One query."""
    found = Booking.objects.filter(ends_on__gte=axis.first, starts_on__lte=axis.last, **only)
    fields = ("engagement_id", "person__role_id", "starts_on", "ends_on", "minutes_per_day", "hard")
    rows = list(found.values(*fields, *_of_deal()))
    days = count_working_days(ordinals(r["starts_on"] for r in rows), ordinals(r["ends_on"] for r in rows))
    for row, count in zip(rows, days.tolist(), strict=True):
        row["role_id"], row["minutes"] = row["person__role_id"], row["minutes_per_day"] * count
    return rows


def _of_deal() -> list[str]:
    return [f"engagement__{name}" for name in ABOUT]


def _deals(needs: list[Row], booked: list[Row], chances: Odds, seen: set[int], day_minutes: int) -> list[OpenDeal]:
    """What a deal is worth in people: its needs; for one without needs, what is booked for it."""
    needing = {row["engagement_id"] for row in needs}
    rows: dict[int, list[Row]] = {}
    for row in [*needs, *(row for row in booked if row["engagement_id"] not in needing)]:
        rows.setdefault(row["engagement_id"], []).append(row)
    starts = [min(row["starts_on"] for row in found) for found in rows.values()]
    ends = [max(row["ends_on"] for row in found) for found in rows.values()]
    days = count_working_days(ordinals(starts), ordinals(ends)).tolist()
    deals = [
        _deal(pk, found, chances, pk in seen, (start, end), (count or 1) * day_minutes)
        for (pk, found), start, end, count in zip(rows.items(), starts, ends, days, strict=True)
    ]
    return sorted(deals, key=lambda deal: (-deal.probability, -deal.people, deal.pk))


def _deal(pk: int, rows: Sequence[Row], chances: Odds, seen: bool, span: tuple[date, date], minutes: int) -> OpenDeal:
    """`minutes` are what one person has in the span."""
    first = rows[0]
    own = first["engagement__probability"]
    return OpenDeal(
        pk=pk,
        name=first["engagement__name"] if seen else None,
        client=first["engagement__account__name"] if seen else None,
        probability=chances.of(
            first["engagement__stage"], own, first["engagement__stage_since"], first["engagement__close_on"]
        ),
        by_stage=own is None,
        starts_on=span[0],
        ends_on=span[1],
        people=sum(row["minutes"] for row in rows) / minutes,
        offering_id=first["engagement__tier__offering_id"],
    )


Cells = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def unmet(axis: Weeks, needs: list[Row], booked: list[Row], place: tuple[dict, dict], off: list[date]) -> Cells:
    """Week by week what is needed less what people of that role are booked for, never below nothing: indexes of
    deal, role and week, and minutes. `place` gives the indexes of deals and of roles by their ids."""
    wanted, taken = by_cell(axis, needs, place, off), by_cell(axis, booked, place, off)
    cells = np.array([cell for cell, minutes in wanted.items() if minutes > taken.get(cell, 0.0)], dtype=np.int64)
    minutes = np.array([wanted[cell] - taken.get(cell, 0.0) for cell in cells.tolist()], dtype=np.float64)
    line, week = np.divmod(cells, axis.count or 1)
    deal, role = np.divmod(line, len(place[1]) or 1)
    return deal, role, week, minutes


def by_cell(axis: Weeks, rows: list[Row], place: tuple[dict, dict], off: list[date]) -> dict[int, float]:
    """Minutes of each (deal, role, week), numbered in one row. What has no role is nobody's need."""
    deal_at, role_at = place
    kept = [row for row in rows if row["role_id"] in role_at]
    demand = _lay(kept, deal_at, role_at)
    pieces = cut_by_week(axis, demand, off)
    line = demand.deal[pieces.line] * len(role_at) + demand.role[pieces.line]
    key, inverse = np.unique(line * axis.count + pieces.week, return_inverse=True)
    minutes = np.bincount(inverse, weights=pieces.minutes, minlength=len(key))
    return dict(zip(key.tolist(), minutes.tolist(), strict=True))


def _lay(rows: Iterable[Row], deal_at: dict[int, int], role_at: dict[int, int]) -> Demand:
    kept = list(rows)
    return Demand(
        np.array([deal_at[row["engagement_id"]] for row in kept], dtype=np.int64),
        np.array([role_at[row["role_id"]] for row in kept], dtype=np.int64),
        ordinals(row["starts_on"] for row in kept),
        ordinals(row["ends_on"] for row in kept),
        np.array([row["minutes"] for row in kept], dtype=np.int64),
        np.ones(len(kept)),
    )
