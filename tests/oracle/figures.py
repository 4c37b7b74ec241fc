"""Every figure of the scorecard, the pipeline and the badges from raw rows: loops, no query of the product, no sum of it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

from tests.oracle.completion import endings
from tests.oracle.raw import by, local, money, one, table

WON = ("signed", "accepted", "delivering", "delivered", "learnt")
OPEN = ("lead", "qualified", "scoped", "agreed", "proposed")
Z = 1.959963984540054


@dataclass
class Told:
    """What a reader with sight of everything is told of a period; None is a dash."""

    sold_margin: float | None
    margin: float | None
    nps: float | None
    nps_answers: int
    repeat: tuple[int, int]
    surprises: int
    handed: tuple[int, int]
    waived: int
    ungated: int
    promises: tuple[int, int]
    outcomes: tuple[int, int]


def told(first: date, last: date, today: date, zone: str) -> Told:
    deals = one(table("engagements_engagement"))
    steps = by(table("engagements_stagechange", "now = 'signed'"), "engagement_id")
    won = [
        deal for deal in deals.values() if _won_on(deal, steps, zone) and first <= _won_on(deal, steps, zone) <= last
    ]
    accepted = _accepted()
    score, answers = _nps(first, last, zone)
    return Told(
        *_margins(first, min(last, today), zone), score, answers, _repeat(min(last, today), deals, zone),
        sum(first <= local(row["logged_at"], zone) <= last for row in table("feedback_surprise")),
        (sum(deal["id"] in accepted for deal in won), len(won)),
        sum(first <= local(row["decided_at"], zone) <= last for row in table("engagements_waiver") if row["granted"]),
        sum(bool(deal["ungated"]) for deal in won),
        _promises(first, last, zone), _outcomes(first, last, zone),
    )  # fmt: skip


def _won_on(deal: dict[str, Any], steps: dict[int, Any], zone: str) -> date | None:
    """The contract's day; wins from before Tandem made no step and aren't counted."""
    if deal["stage"] == "lost" or deal["id"] not in steps:
        return None
    return local(deal["closed_at"], zone) or min(local(step["at"], zone) for step in steps[deal["id"]])


def _accepted() -> set[int]:
    handoffs = one(table("handoff_handoff"))
    return {handoffs[row["handoff_id"]]["engagement_id"] for row in table("handoff_decision") if row["accepted"]}


def _margins(first: date, last: date, zone: str) -> tuple[float | None, float | None]:
    sold = sold_cost = price = cost = Decimal(0)
    ends = endings()
    for row in table("delivery_project"):
        closed = local(row["closed_at"], zone)
        if local(row["opened_at"], zone) > last or (closed and closed < first):
            continue
        end = ends[row["id"]]
        if end.sold_margin is None or end.margin is None or not money(row["sold_amount"]):
            continue
        sold, sold_cost = sold + money(row["sold_amount"]), sold_cost + money(row["sold_cost"])
        price, cost = price + end.price, cost + end.cost
    return (float(1 - sold_cost / sold) if sold else None), (float(1 - cost / price) if price else None)


def _nps(first: date, last: date, zone: str) -> tuple[float | None, int]:
    """Of each contact the last word of the period."""
    said: dict[Any, tuple[Any, int, int]] = {}
    for row in table("feedback_survey", "score IS NOT NULL"):
        if row["answered_at"] is None or not first <= local(row["answered_at"], zone) <= last:
            continue
        who = (row["account_id"], " ".join(row["contact_name"].split()).lower())
        if who not in said or said[who][:2] < (str(row["answered_at"]), row["id"]):
            said[who] = (str(row["answered_at"]), row["id"], row["score"])
    scores = [score for _at, _pk, score in said.values()]
    if len(scores) < 5:
        return None, len(scores)
    return 100 * (sum(each > 8 for each in scores) - sum(each < 7 for each in scores)) / len(scores), len(scores)


def _repeat(last: date, deals: dict[int, Any], zone: str) -> tuple[int, int]:
    begun: dict[int, list[date]] = {}
    for row in table("delivery_project"):
        client = deals[row["engagement_id"]]["account_id"]
        if client is not None:
            begun.setdefault(client, []).append(local(row["opened_at"], zone))
    since = _months(last, 12) + timedelta(days=1)
    again = of = 0
    for days in begun.values():
        here = [day for day in days if since <= day <= last]
        if here:
            of += 1
            again += any(_months(min(here), 24) <= day < min(here) for day in days)
    return again, of


def _months(day: date, back: int) -> date:
    at = day.year * 12 + day.month - 1 - back
    return date(at // 12, at % 12 + 1, min(day.day, monthrange(at // 12, at % 12 + 1)[1]))


def _promises(first: date, last: date, zone: str) -> tuple[int, int]:
    due = [
        row["result"] for row in table("engagements_promise")
        if row["result"] in ("kept", "late", "renegotiated", "broken") and row["settled_at"]
        and first <= local(row["settled_at"], zone) <= last
    ]  # fmt: skip
    return due.count("kept"), len(due)


def _outcomes(first: date, last: date, zone: str) -> tuple[int, int]:
    newest: dict[int, tuple[str, int, bool]] = {}
    for row in table("engagements_outcomemeasure", "met IS NOT NULL"):
        if row["measured_at"] and first <= local(row["measured_at"], zone) <= last:
            mark = (str(row["measured_at"]), row["id"], bool(row["met"]))
            newest[row["outcome_id"]] = max(newest.get(row["outcome_id"], mark), mark)
    return sum(met for *_, met in newest.values()), len(newest)


def wilson(count: int, of: int) -> tuple[float, float]:
    """The interval of a share, by the book."""
    share, z2 = count / of, Z * Z
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    return centre - half, centre + half


def pipeline(today: date, zone: str) -> tuple[int, Decimal, float]:
    """(how many open deals, what they're worth, weighed by their chances, not rounded)."""
    chances = {}
    for row in table("engagements_stageodds"):
        learnt = row["closed"] >= 40
        own = (row["wins"] + 10 * float(row["default"])) / (row["closed"] + 10)
        chances[row["stage"]] = own if learnt else float(row["default"])
    count, worth, weighted = 0, Decimal(0), 0.0
    for row in table("engagements_engagement"):
        if row["stage"] not in OPEN:
            continue
        amount = money(row["amount"]) or Decimal(0)
        count, worth = count + 1, worth + amount
        if row["probability"] is not None:
            weighted += float(amount) * float(row["probability"])
        elif not _is_quiet(row, today, zone):
            weighted += float(amount) * chances.get(row["stage"], 0.0)
    return count, worth, weighted


def _is_quiet(row: dict[str, Any], today: date, zone: str) -> bool:
    year_ago = today - timedelta(days=365)
    closes = row["close_on"] if row["close_on"] is None else date.fromisoformat(str(row["close_on"])[:10])
    if closes and closes < year_ago:
        return True
    return local(row["stage_since"], zone) < year_ago and (closes is None or closes < today)


def odds() -> dict[str, tuple[int, int]]:
    """(wins, closed) of each open stage, by the steps in which a deal was seen. Nothing here has aged out."""
    deals, found = one(table("engagements_engagement")), {}
    seen: dict[int, set[str]] = {}
    for step in table("engagements_stagechange"):
        seen.setdefault(step["engagement_id"], set()).update((step["was"], step["now"]))
    for stage in OPEN:
        ended = [deals[pk]["stage"] for pk, names in seen.items() if stage in names]
        wins = sum(each in WON for each in ended)
        found[stage] = (wins, wins + ended.count("lost"))
    return found


def badges() -> dict[str, int]:
    """The numbers beside the places that are counted from stages alone."""
    stages = [row["stage"] for row in table("engagements_engagement")]
    flagged = {row["engagement_id"] for row in table("scoping_redflag") if row["cleared_at"] is None}
    flagged |= {row["engagement_id"] for row in table("scoping_scopingsession")}
    looked_at = sum(row["stage"] == "qualified" and row["id"] in flagged for row in table("engagements_engagement"))
    return {
        "pipeline": sum(stage in OPEN for stage in stages),
        "deal_boards": looked_at + stages.count("scoped") + stages.count("agreed"),
        "projects": stages.count("accepted") + stages.count("delivering"),
    }
