"""What a deal is measured by before its board, and how long a word holds. Shares 0..1; money in Decimal, one currency
per call; time in whole minutes and days."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import TypeVar

from tandem.calc.margin import MINUTES_IN_HOUR
from tandem.calc.weeks import MONDAY_TO_FRIDAY

Key = TypeVar("Key", bound=Hashable)
Expected = tuple[Decimal | None, int, Decimal | None]


def discount_share(fee: Decimal, discount: Decimal) -> Decimal | None:
    """The discount as a share of the list price, which is fee + discount.

    None on a list price that isn't above 0. Source: docs/formulas.md, discount.
    """
    listed = fee + discount
    return discount / listed if listed > 0 else None


def novelty(minutes: Mapping[Key, int], standard: Mapping[Key, int]) -> Decimal | None:
    """The share of hours that aren't the tier's: sum over roles of |minutes - standard| / sum of the larger of both.

    0 is the tier as it stands; 1 is built from nothing, or from nothing of it. None without any hours.
    Source: docs/formulas.md, novelty.
    """
    roles = minutes.keys() | standard.keys()
    pairs = [(minutes.get(role, 0), standard.get(role, 0)) for role in roles]
    every = sum(max(pair) for pair in pairs)
    return Decimal(sum(abs(own - usual) for own, usual in pairs)) / every if every else None


def exposure_at_cost(risks: Iterable[Expected], hourly: Decimal | None) -> Decimal | None:
    """What open risks are expected to cost: sum of probability x (hours at the scope's average cost + money).

    `risks` are (probability, minutes, money); without a probability a risk counts in full, as its hours do elsewhere.
    None where hours are at risk and no cost is known. Source: docs/formulas.md, risk exposure.
    """
    total = Decimal(0)
    for probability, minutes, money in risks:
        if minutes and hourly is None:
            return None
        share = Decimal(1) if probability is None else probability
        total += share * (Decimal(minutes) / MINUTES_IN_HOUR * (hourly or 0) + (money or 0))
    return total


def exposure_share(exposure: Decimal | None, fee: Decimal) -> Decimal | None:
    """The exposure as a share of the fee; None where either isn't known. Source: docs/formulas.md, risk exposure."""
    return exposure / fee if exposure is not None and fee > 0 else None


def answer_by(frozen_on: date, days: int, off: Collection[date] = ()) -> date:
    """The last day on which a seat answers in time: `days` working days (Monday to Friday, not `off`) after it froze.

    Source: docs/formulas.md, deadline of a board. Raises ValueError on negative days.
    """
    if days < 0:
        raise ValueError("a deadline can't lie before the freezing")
    due, left = frozen_on, days
    for ahead in count(1):
        if not left:
            break
        due = frozen_on + timedelta(days=ahead)
        left -= due.weekday() in MONDAY_TO_FRIDAY and due not in off
    return due


def lapses_on(spoken_on: date, days: int) -> date:
    """The first day on which a word doesn't hold any more: it holds on the day itself and for `days` days after it.

    Source: docs/formulas.md, deadline of a board.
    """
    return spoken_on + timedelta(days=days + 1)
