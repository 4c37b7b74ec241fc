"""Beyond the told firm: as many clients, deals, projects and hours as are asked for, drawn from the same words."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tandem.engagements.models import Stage
from tandem.front.sample.case import Setting
from tandem.front.sample.deals import LOST_FROM, LOST_REASONS
from tandem.front.sample.offerings import OFFERINGS
from tandem.front.sample.plans import Plan, Run

OPEN_RUNGS = (*(Stage.LEAD,) * 6, *(Stage.QUALIFIED,) * 5, *(Stage.SCOPED,) * 4, Stage.AGREED, *(Stage.PROPOSED,) * 3)
HOURS_A_DAY = 7.5


def grown_plans(
    setting: Setting, deals: int, projects: int, entries: int, rng: Random
) -> Iterator[tuple[Plan, int | None]]:
    """(plan, how many entries) of `projects` projects, then of the deals that are open or lost, one in five open."""
    each, over = divmod(entries, projects) if projects else (0, 0)
    clients = [name for name, fit in setting.book.fits.items() if fit.score >= fit.profile.floor]
    for index in range(projects):
        count = each + (index < over) if entries else None
        yield _project(setting, clients[index % len(clients)], rng, count), count
    for index in range(max(0, deals - projects)):
        client = clients[rng.randrange(len(clients))]
        yield (_open(setting, client, rng) if index % 5 == 0 else _lost(setting, client, rng)), None


def _basics(setting: Setting, client: str, rng: Random) -> dict[str, Any]:
    slug = rng.choice(list(OFFERINGS))
    grade = rng.choice(("bronze", "silver", "silver", "gold"))
    seller, lead = rng.choice(setting.staff.sellers), rng.choice(setting.staff.leads)
    name = rng.choice(OFFERINGS[slug].subjects)
    return {"client": client, "name": name, "seller": seller.name, "lead": lead.name, "slug": slug, "grade": grade}


def _project(setting: Setting, client: str, rng: Random, entries: int | None) -> Plan:
    """Begun in the last two years, three in ten of them still running."""
    basics = _basics(setting, client, rng)
    weeks = rng.randrange(8, 30)
    today = setting.when.today
    running = rng.random() < 0.3
    starts = _weekday(
        today - timedelta(days=rng.randrange(10, weeks * 6) if running else rng.randrange(weeks * 7 + 25, 715))
    )
    ends = _weekday(starts + timedelta(weeks=weeks))
    usual = OFFERINGS[basics["slug"]].tiers[basics["grade"]][0]
    spent = entries * 4.0 / HOURS_A_DAY if entries else usual * rng.uniform(0.8, 1.2)
    sold = rng.choice((0.325, 0.33, 0.335, 0.34, 0.35, 0.36))
    days = max(10.0, spent * rng.uniform(0.88, 1.06))
    done = min(0.95, (today - starts).days / (weeks * 7)) if running else 1.0
    signed = starts - timedelta(days=rng.randrange(12, 40))
    run = Run(
        sold - rng.choice((0.06, 0.03, 0.02, 0.01, 0.0, -0.01, -0.02)), spent / done, done, None if running else ends
    )
    stage = Stage.DELIVERING if running else Stage.LEARNT
    return Plan(
        **basics, stage=stage, created=signed - timedelta(days=rng.randrange(40, 130)), close=signed, starts=starts, ends=ends,
        days=days / done, margin=sold, run=run, depth=2, quiet=True,
    )  # fmt: skip


def _open(setting: Setting, client: str, rng: Random) -> Plan:
    basics = _basics(setting, client, rng)
    today = setting.when.today
    stage = rng.choice(OPEN_RUNGS)
    since = _weekday(today - timedelta(days=rng.randrange(1, 60)))
    closes = _weekday(today + timedelta(days=rng.randrange(-20, 150)))
    starts = _weekday(max(closes, today) + timedelta(days=rng.randrange(10, 60)))
    days, weeks, _ = OFFERINGS[basics["slug"]].tiers[basics["grade"]]
    created = since if stage == Stage.LEAD else since - timedelta(days=rng.randrange(20, 90))
    return Plan(
        **basics, stage=stage, created=created, close=closes, starts=starts, ends=starts + timedelta(weeks=weeks),
        days=days * rng.uniform(0.85, 1.2), margin=rng.choice((0.325, 0.33, 0.34, 0.35)), since=since, depth=2, quiet=True,
    )  # fmt: skip


def _lost(setting: Setting, client: str, rng: Random) -> Plan:
    basics = _basics(setting, client, rng)
    closed = _weekday(setting.when.today - timedelta(days=rng.randrange(3, 720)))
    starts = closed + timedelta(days=rng.randrange(20, 60))
    days, weeks, _ = OFFERINGS[basics["slug"]].tiers[basics["grade"]]
    return Plan(
        **basics, stage=Stage.LOST, created=closed - timedelta(days=rng.randrange(30, 150)), close=closed, starts=starts,
        ends=starts + timedelta(weeks=weeks), days=days * rng.uniform(0.85, 1.2), margin=rng.choice((0.32, 0.33, 0.34, 0.35)), lost_from=rng.choice(LOST_FROM),
        lost_reason=rng.choice(LOST_REASONS), depth=1, quiet=True,
    )  # fmt: skip


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
