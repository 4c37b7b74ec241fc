"""A project at its end: hour by hour, as a foreman with a tally sheet would count it."""

from dataclasses import dataclass
from decimal import Decimal

from tests.oracle.raw import by, money, one, parsed, table


@dataclass
class Ending:
    """None is not known. `margin` and `sold_margin` are shares."""

    price: Decimal
    minutes: int | None
    cost: Decimal | None
    sold_margin: Decimal | None
    margin: Decimal | None


def endings() -> dict[int, Ending]:
    """Every project's, by its id."""
    people, roles = one(table("people_person")), one(table("people_role"))
    orders = by(table("delivery_changeorder"), "project_id")
    entries = by(table("delivery_timeentry"), "project_id")
    found = {}
    for row in table("delivery_project"):
        worked: dict[str, int] = {}
        spent = Decimal(0)
        for entry in entries.get(row["id"], []):
            role = roles.get(people[entry["person_id"]]["role_id"], {"name": ""})["name"]
            worked[role] = worked.get(role, 0) + entry["minutes"]
            spent += money(entry["cost"])
        agreed = [
            each for each in orders.get(row["id"], [])
            if each["sales_at"] and each["delivery_at"] and each["client_on"] and not each["declined_at"]
        ]  # fmt: skip
        found[row["id"]] = _ending(row, agreed, worked, spent)
    return found


def _ending(row, agreed, worked, spent) -> Ending:
    price = (money(row["sold_amount"]) or Decimal(0)) + sum((money(each["price"]) for each in agreed), Decimal(0))
    minutes, cost = _to_come(row, agreed, worked)
    if minutes is None and row["sold_cost"] is not None and not row["closed_at"]:
        cost = max(money(row["sold_cost"]) - spent, Decimal(0))
    whole = None if cost is None else spent + cost
    sold = money(row["sold_cost"])
    return Ending(
        price=price,
        minutes=None if minutes is None else minutes + sum(worked.values()),
        cost=whole,
        sold_margin=1 - sold / money(row["sold_amount"]) if sold is not None and row["sold_amount"] else None,
        margin=1 - whole / price if whole is not None and price > 0 else None,
    )


def _to_come(row, agreed, worked):
    """(minutes, cost) that are still to come."""
    if row["closed_at"]:
        return 0, Decimal(0)
    lines = _lines(row)
    if lines is None:
        return None, None
    known, then = ([], {}) if row["left_minutes"] is None else (parsed(row["left_changes"]), parsed(row["left_logged"]))
    for each in agreed:
        if each["number"] not in known:
            lines += parsed(each["by_role"]) or [["", each["minutes"], _at_sold(row, each["minutes"])]]
    piles: dict[str, list] = {}
    for role, minutes, cost in lines:
        pile = piles.setdefault(role, [0, Decimal(0)])
        pile[0] += minutes
        pile[1] += Decimal(cost)
    left = {role: pile[0] for role, pile in piles.items()}
    for role, minutes in worked.items():
        since = max(minutes - then.get(role, 0), 0)
        own = min(since, left.get(role, 0)) if role else 0
        if own:
            left[role] -= own
        if "" in left:
            left[""] = max(0, left[""] - (since - own))
    cost = sum(
        ((pile[1] * left[role] / pile[0]).quantize(Decimal("0.01"), "ROUND_HALF_UP") if pile[0] else pile[1])
        for role, pile in piles.items()
    )
    return sum(left.values()), Decimal(cost)


def _lines(row):
    if row["left_minutes"] is not None:
        return parsed(row["left_by_role"]) or [["", row["left_minutes"], row["left_cost"] or 0]]
    if row["sold_minutes"] is None:
        return None
    lines = parsed(row["sold_by_role"])
    rest = row["sold_minutes"] - sum(line[1] for line in lines)
    cost = money(row["sold_cost"] or 0) - sum((Decimal(line[2]) for line in lines), Decimal(0))
    return [*lines, ["", rest, cost]] if rest > 0 or cost else lines


def _at_sold(row, minutes):
    return (
        (money(row["sold_cost"]) * minutes / row["sold_minutes"]).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        if row["sold_minutes"]
        else 0
    )
