"""The told deals: the pipeline of today, the projects that run, what was won in two years and what was lost."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tandem.engagements.models import Stage
from tandem.front.sample.accounts import REVISIONS, TOLD
from tandem.front.sample.offerings import OFFERINGS
from tandem.front.sample.plans import Plan, Run, days_for
from tandem.front.sample.when import When

P, M, O, B, K = "data-platform", "predictive-models", "operations-analytics", "decision-dashboards", "clean-and-move"  # noqa: E741

# client, name, seller, lead, offering, grade, starts, ends, sold days, sold margin, margin now, days now, share done
RUNNING = (
    ("Corvid Insurance", "Claims lakehouse", "Aisha Noor", "Priya Raman", P, "gold", (6, 8), (12, 18), 210, .34, .22, 268, .82),
    ("Orrin Foods", "Demand forecast", "Tom Bergqvist", "Priya Raman", M, "silver", (7, 13), (12, 11), 96, .33, .27, 112, .80),
    ("Brackwater Bank", "Customer 360", "Tom Bergqvist", "Marcus Adeyemi", P, "gold", (7, 20), (1, 29), 180, .36, .33, 188, .62),
    ("Tidewater Credit", "Fraud features", "Tom Bergqvist", "Marcus Adeyemi", M, "gold", (7, 6), (12, 18), 160, .35, .36, 156, .81),
    ("Hartwell Rail", "Crew rostering data", "Callum Reid", "Sam Tully", O, "silver", (9, 7), (1, 22), 92, .33, .335, 91, .52),
    ("Ashdown Hospitals Trust", "Ward view", "Nisha Patel", "Helen Acheampong", B, "silver", (9, 14), (12, 4), 64, .33, .345, 62, .86),
    ("Kestrel Airports", "Turnaround times", "Callum Reid", "Helen Acheampong", O, "bronze", (9, 28), (12, 11), 45, .34, .325, 47, .70),
    ("Loxley Retail", "Price response", "Freya Lund", "Sam Tully", M, "bronze", (9, 21), (12, 4), 38, .34, .35, 37, .80),
    ("Thornbury Building Society", "Lending data store", "Sophie Marchetti", "Priya Raman", P, "silver", (8, 17), (12, 11), 104, .33, .34, 101, .78),
    ("Zennor Wind", "Yield forecast", "Ben Whitlock", "Helen Acheampong", M, "bronze", (10, 5), (12, 4), 38, .34, .34, 38, .72),
    ("Merrow Council", "Cash view", "Nisha Patel", "Sam Tully", B, "bronze", (10, 12), (11, 27), 24, .34, .31, 25, .84),
    ("Ravensdale Steel", "Plant historian", "Owen Price", "Marcus Adeyemi", P, "bronze", (9, 7), (12, 4), 42, .33, .32, 43, .78),
    ("Ullscarf Outdoor", "Loyalty data clean-up", "Owen Price", "Sam Tully", K, "silver", (10, 19), (1, 22), 78, .325, .32, 80, .34),
    ("Wexcombe University", "Student record move", "Owen Price", "Helen Acheampong", K, "silver", (8, 24), (12, 4), 78, .34, .365, 74, .84),
)  # fmt: skip
# client, name, seller, lead, offering, grade, started, ended (month, day, year), sold days, sold, came out, days, debrief
FINISHED = (
    ("Castell Housing", "Repairs dashboard", "Aisha Noor", "Sam Tully", B, "bronze", (10, 5, 2026), (11, 13, 2026), 24, .38, .41, 22, 7),
    ("Corvid Insurance", "Broker portal feeds", "Aisha Noor", "Priya Raman", P, "silver", (6, 1, 2026), (10, 16, 2026), 88, .33, .30, 95, None),
    ("Dunmore Dairy", "Yield forecast", "Freya Lund", "Helen Acheampong", M, "silver", (6, 22, 2026), (10, 9, 2026), 96, .34, .345, 95, 11),
    ("Inverleith Asset Management", "Move to the new ledger", "Ben Whitlock", "Sam Tully", K, "silver", (6, 29, 2026), (10, 23, 2026), 78, .34, .30, 84, 19),
    ("Brackwater Bank", "Branch footfall", "Tom Bergqvist", "Marcus Adeyemi", M, "bronze", (8, 3, 2026), (10, 30, 2026), 38, .35, .355, 37, 9),
    ("Tidewater Credit", "Arrears pages", "Tom Bergqvist", "Marcus Adeyemi", B, "silver", (8, 10, 2026), (11, 6, 2026), 64, .34, .33, 65, 12),
    ("Penrose Pharma", "Product data clean-up", "Nisha Patel", "Helen Acheampong", K, "gold", (1, 12, 2026), (5, 29, 2026), 150, .34, .29, 161, 10),
    ("Hartwell Rail", "Failure prediction", "Callum Reid", "Sam Tully", M, "silver", (1, 19, 2026), (4, 24, 2026), 96, .35, .36, 94, 6),
    ("Thornbury Building Society", "Address matching", "Sophie Marchetti", "Helen Acheampong", K, "silver", (2, 2, 2026), (5, 1, 2026), 78, .33, .35, 75, 13),
    ("Corvid Insurance", "Policy data move", "Aisha Noor", "Priya Raman", K, "gold", (3, 3, 2025), (7, 25, 2025), 150, .33, .25, 172, 16),
    ("Orrin Foods", "Supplier hub", "Tom Bergqvist", "Marcus Adeyemi", P, "silver", (5, 5, 2025), (8, 22, 2025), 104, .34, .31, 110, 8),
    ("Brackwater Bank", "Complaints view", "Tom Bergqvist", "Marcus Adeyemi", B, "gold", (1, 13, 2025), (5, 9, 2025), 128, .35, .36, 125, 12),
    ("Tidewater Credit", "Churn score", "Tom Bergqvist", "Priya Raman", M, "gold", (6, 9, 2025), (11, 7, 2025), 178, .34, .32, 184, 9),
    ("Castell Housing", "Tenancy data move", "Aisha Noor", "Sam Tully", K, "silver", (9, 1, 2025), (11, 21, 2025), 78, .34, .35, 77, 5),
    ("Hartwell Rail", "Maintenance windows", "Callum Reid", "Marcus Adeyemi", O, "gold", (4, 7, 2025), (9, 19, 2025), 196, .33, .27, 214, 22),
    ("Thornbury Building Society", "Arrears early warning", "Sophie Marchetti", "Helen Acheampong", M, "silver", (5, 12, 2025), (8, 15, 2025), 96, .34, .33, 98, 10),
    ("Dunmore Dairy", "Cold chain alerts", "Freya Lund", "Helen Acheampong", O, "silver", (7, 14, 2025), (10, 31, 2025), 118, .33, .35, 114, 11),
    ("Inverleith Asset Management", "Board pack", "Ben Whitlock", "Sam Tully", B, "silver", (6, 16, 2025), (8, 22, 2025), 64, .36, .38, 61, 7),
    ("Merrow Council", "Single property view", "Nisha Patel", "Priya Raman", P, "gold", (7, 28, 2025), (1, 16, 2026), 214, .33, .27, 236, 18),
    ("Wexcombe University", "Attendance pages", "Owen Price", "Sam Tully", B, "silver", (9, 22, 2025), (11, 28, 2025), 64, .34, .34, 63, 6),
    ("Saltmarsh Ports", "Berth planning", "Callum Reid", "Marcus Adeyemi", O, "gold", (2, 3, 2025), (7, 18, 2025), 196, .34, .36, 190, 12),
    ("Midhurst Mutual", "Lapse model", "Aisha Noor", "Helen Acheampong", M, "silver", (3, 24, 2025), (6, 27, 2025), 96, .34, .30, 103, 9),
    ("Jarrow Shipping", "Field data platform", "Sophie Marchetti", "Priya Raman", P, "gold", (10, 20, 2025), (4, 3, 2026), 214, .34, .36, 205, 11),
    ("Yarrow Telecom", "Signal failures", "Callum Reid", "Sam Tully", O, "silver", (11, 10, 2025), (2, 27, 2026), 118, .33, .27, 129, 13),
)  # fmt: skip
# client, name, seller, lead, offering, grade, stage, since, closes, starts, ends, amount, margin, chance
OPEN = (
    ("Pell Energy", "Network loss model", "Aisha Noor", "Marcus Adeyemi", M, "gold", Stage.SCOPED, (11, 16), (12, 18), (1, 18), (6, 18), 238000, .337, ".600"),
    ("Brackwater Bank", "Customer 360, phase 2", "Tom Bergqvist", "Priya Raman", P, "gold", Stage.SCOPED, (11, 18), (12, 11), (2, 1), (7, 23), 310000, .345, ".800"),
    ("Yarrow Telecom", "Churn score", "Callum Reid", "Helen Acheampong", M, "gold", Stage.SCOPED, (11, 10), (1, 15), (2, 15), (7, 16), 262000, .331, None),
    ("Orrin Foods", "Forecast rollout", "Tom Bergqvist", "Marcus Adeyemi", M, "silver", Stage.QUALIFIED, (11, 5), (1, 22), (2, 8), (5, 28), 126000, .332, ".350"),
    ("Gorse Labs", "Trial data pipeline", "Freya Lund", "Helen Acheampong", P, "bronze", Stage.QUALIFIED, (10, 29), (2, 12), (3, 1), (4, 30), 58000, .335, ".200"),
    ("Larkfield Schools", "Attendance pages", "Nisha Patel", "Sam Tully", B, "silver", Stage.QUALIFIED, (11, 12), (1, 29), (2, 22), (4, 30), 76500, .340, None),
    ("Harbourne Homes", "Land search register", "Ben Whitlock", "Helen Acheampong", None, None, Stage.QUALIFIED, (11, 3), (1, 8), (2, 1), (4, 23), 92000, .325, None),
    ("Glenmore Spirits", "Demand forecast", "Ben Whitlock", "Marcus Adeyemi", M, "silver", Stage.QUALIFIED, (11, 19), (2, 5), (3, 1), (6, 4), 121000, .338, None),
    ("Penrose Pharma", "Trial data hub", "Tom Bergqvist", "Priya Raman", P, "gold", Stage.QUALIFIED, (11, 9), (2, 26), (4, 6), (10, 1), 420000, .350, ".250"),
    ("Midhurst Mutual", "Policy data move", "Aisha Noor", "Priya Raman", K, "gold", Stage.AGREED, (11, 20), (12, 9), (1, 25), (6, 11), 188000, .336, None),
    ("Saltmarsh Ports", "Dock utilisation", "Callum Reid", "Marcus Adeyemi", O, "silver", Stage.PROPOSED, (11, 17), (12, 4), (1, 11), (4, 30), 151000, .342, ".750"),
    ("Jarrow Shipping", "Fleet data pages", "Sophie Marchetti", "Sam Tully", B, "gold", Stage.PROPOSED, (11, 11), (11, 27), (1, 11), (4, 30), 143000, .335, None),
    ("Kestrel Airports", "Security lane forecast", "Callum Reid", "", M, "silver", Stage.LEAD, (11, 13), (2, 19), (3, 15), (6, 25), 118000, .330, None),
    ("Varley Motors", "Parts catalogue clean-up", "Sophie Marchetti", "Sam Tully", K, "silver", Stage.LEAD, (11, 2), (1, 29), (3, 1), (5, 21), 94000, .330, None),
    ("Netherby Farms", "Yield forecast", "Nisha Patel", "", M, "bronze", Stage.LEAD, (9, 8), (11, 6), (1, 18), (3, 12), 47000, .330, None),
    ("Eskdale Hotels", "Price response", "Freya Lund", "", M, "bronze", Stage.LEAD, (11, 20), (3, 5), (4, 12), (6, 4), None, .330, None),
    ("Bramley Logistics", "Yard movements", "Owen Price", "Sam Tully", O, "bronze", Stage.LEAD, (11, 18), (2, 26), (3, 22), (5, 21), 56500, .330, None),
)  # fmt: skip
# Who does the days that nobody had sold.
EXTRA = {"Claims lakehouse": "Support engineer", "Demand forecast": "Analyst"}
LOST_REASONS = (
    "They chose a larger firm", "Price: 18% above the other offer", "No decision; the budget went to a new depot",
    "They hired two people and do it themselves", "Our earliest start was too late for them",
    "The sponsor left", "They wanted a fixed date that delivery wouldn't promise", "Merged; every project is on hold",
    "We withdrew: nobody on their side owned the data", "The incumbent matched our scope",
    "They wanted a product, not a project", "Procurement framework that we're not on",
)  # fmt: skip
LOST_FROM = (
    *(Stage.LEAD,) * 9, *(Stage.QUALIFIED,) * 12, *(Stage.SCOPED,) * 9, *(Stage.AGREED,) * 3, *(Stage.PROPOSED,) * 11,
)  # fmt: skip
UNGATED = "Signed by the client in the CRM on a Friday evening, before delivery had voted"


FLOOR = REVISIONS[-1][3]
TOLD_NAMES = {row[1] for row in (*RUNNING, *FINISHED, *OPEN)}


def told_plans(when: When, rng: Random) -> list[Plan]:
    """All deals but those with a story of their own (stories/)."""
    return [
        *(_running(when, row, rng) for row in RUNNING),
        *(_finished(when, row, rng) for row in FINISHED),
        *(_open(when, row, rng) for row in OPEN),
        _second_phase(when),
        *lost_plans(when.today, rng, [name for name, row in TOLD.items() if row[3] >= FLOOR], LOST_FROM),
    ]


def _running(when: When, row: tuple[Any, ...], rng: Random) -> Plan:
    client, name, seller, lead, slug, grade, starts, ends, days, sold, now, now_days, done = row
    begins = when.day(*starts)
    signed = begins - timedelta(days=rng.randrange(14, 30))
    return Plan(
        client, name, seller, lead, slug, grade, Stage.DELIVERING, signed - timedelta(days=rng.randrange(50, 120)),
        signed, begins, when.day(ends[0], ends[1], 2027 if ends[0] < 6 else 2026), days, sold, run=Run(now, now_days, done, extra=EXTRA.get(name, "")),
        ungated_why=UNGATED if client == "Ullscarf Outdoor" else "",
    )  # fmt: skip


def _finished(when: When, row: tuple[Any, ...], rng: Random) -> Plan:
    client, name, seller, lead, slug, grade, starts, ends, days, sold, came_out, spent, debrief = row
    begins, ended = when.day(*starts), when.day(*ends)
    signed = begins - timedelta(days=rng.randrange(12, 32))
    stage = Stage.DELIVERED if debrief is None else Stage.LEARNT
    planned = ended - timedelta(weeks=rng.choice((0, 0, 0, 1, 2)) if came_out < sold else 0)
    run = Run(came_out, spent, 1.0, ended, ended + timedelta(days=debrief) if debrief else None)
    created = signed - timedelta(days=rng.randrange(55, 130))
    return Plan(client, name, seller, lead, slug, grade, stage, created, signed, begins, planned, days, sold, run=run)


def _second_phase(when: When) -> Plan:
    """Orrin's: signed on Friday, and Priya hasn't opened the handoff yet."""
    return Plan(
        "Orrin Foods", "Demand forecast, phase 2", "Aisha Noor", "Priya Raman", M, "silver", Stage.SIGNED, when.day(9, 14),
        when.day(11, 20), when.day(11, 30), when.day(2, 26, 2027), 74, 0.335,
    )  # fmt: skip


def _open(when: When, row: tuple[Any, ...], rng: Random) -> Plan:
    client, name, seller, lead, slug, grade, stage, since, closes, starts, ends, amount, margin, chance = row
    standing = when.day(*since)
    plan = Plan(
        client, name, seller, lead, slug, grade, stage, standing - timedelta(days=rng.randrange(25, 75)),
        _told(when, closes), _told(when, starts), when.day(ends[0], ends[1], 2027), 0, margin,
        amount=Decimal(amount) if amount else None, probability=chance, since=standing,
        bespoke=P, confidential=name == "Trial data hub",
    )  # fmt: skip
    plan.days = days_for(plan, Decimal(amount or 50000))
    if stage == Stage.LEAD:
        plan.created = standing
    return plan


def _told(when: When, day: tuple[int, int]) -> date:
    """A day of the months around the told one: from September on it's that year, else the next."""
    return when.day(day[0], day[1], 2026 if day[0] >= 9 else 2027)


def lost_plans(today: date, rng: Random, clients: list[str], rungs: tuple[Stage, ...]) -> list[Plan]:
    """One lost deal for each rung that it fell from, over the last two years."""
    return [_lost(today, rng, rng.choice(clients), rung) for rung in rungs]


def _lost(today: date, rng: Random, client: str, rung: Stage) -> Plan:
    slug = rng.choice(list(OFFERINGS))
    grade = rng.choice(("bronze", "silver", "silver", "gold"))
    days, weeks, _ = OFFERINGS[slug].tiers[grade]
    closed = today - timedelta(days=rng.randrange(5, 720))
    starts = closed + timedelta(days=rng.randrange(20, 60))
    sellers = (
        "Tom Bergqvist",
        "Aisha Noor",
        "Ben Whitlock",
        "Freya Lund",
        "Nisha Patel",
        "Callum Reid",
        "Sophie Marchetti",
        "Owen Price",
    )
    leads = ("Priya Raman", "Marcus Adeyemi", "Sam Tully", "Helen Acheampong")
    return Plan(
        client, rng.choice([name for name in OFFERINGS[slug].subjects if name not in TOLD_NAMES]), rng.choice(sellers), rng.choice(leads), slug, grade, Stage.LOST,
        closed - timedelta(days=rng.randrange(30, 150)), closed, starts, starts + timedelta(weeks=weeks),
        days * rng.uniform(0.85, 1.2), rng.choice((0.32, 0.33, 0.34, 0.35)), lost_from=rung,
        lost_reason=rng.choice(LOST_REASONS), depth=2,
    )  # fmt: skip
