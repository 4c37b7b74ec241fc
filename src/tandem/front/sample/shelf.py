"""The catalogue as rows: each tier with its deliverables, estimate, clauses and milestones."""

from dataclasses import dataclass, field
from decimal import Decimal

from tandem.catalogue.models import Deliverable, Offering, Tier, TierClause, TierEstimate, TierMilestone
from tandem.front.sample.offerings import GRADES, OFFERINGS, Words
from tandem.front.sample.roster import RATES
from tandem.front.sample.rows import Rows
from tandem.front.sample.staff import Staff
from tandem.front.sample.when import When

DAY = 450
LESSON = "Test data is made anonymous by the client before week one"


@dataclass
class Shelf:
    tiers: dict[tuple[str, str], Tier] = field(default_factory=dict)
    minutes: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)


def make_catalogue(rows: Rows, when: When, staff: Staff) -> Shelf:
    """Every tier at version 1; the Gold data platform has a version 2 since the Corvid lesson."""
    shelf = Shelf()
    for words in OFFERINGS.values():
        offering = rows.add(Offering(name=words.name, slug=words.slug, line=words.line, summary=words.summary))
        for place, grade in enumerate(GRADES):
            _tier(rows, when, staff, shelf, offering, words, grade, place)
    return shelf


def minutes_by_role(mix: dict[str, float], days: float) -> dict[str, int]:
    """Days split by role, in quarter hours; a role that would get less than an hour is left out."""
    split = {role: int(days * DAY * share / 15 + 0.5) * 15 for role, share in mix.items()}
    return {role: minutes for role, minutes in split.items() if minutes >= 60}


def list_price(minutes: dict[str, int], level: Decimal = Decimal(1)) -> Decimal:
    return sum((Decimal(count * RATES[role][0]) for role, count in minutes.items()), Decimal(0)) * level / 60


def _tier(
    rows: Rows, when: When, staff: Staff, shelf: Shelf, offering: Offering, words: Words, grade: str, place: int
) -> None:
    days, weeks, promise = words.tiers[grade]
    minutes = minutes_by_role(words.mix, days)
    fee = (list_price(minutes) / 500).to_integral_value() * 500
    common = {"offering": offering, "grade": grade, "fee": fee, "weeks": weeks, "promise": promise}
    revised = (words.slug, grade) == ("data-platform", "gold")
    first = Tier(
        number=1, current=not revised, made_at=when.at(1, 20, "15:00", 2025), made_by=staff["Priya Raman"], **common
    )
    _contents(rows, staff, rows.add(first), words, minutes, place, extra=())
    rows.tell(first.made_at, "published tier", first, staff["Priya Raman"])
    tier = first
    if revised:
        tier = Tier(number=2, made_at=when.at(11, 3, "17:10"), made_by=staff["Priya Raman"], **common)
        _contents(rows, staff, rows.add(tier), words, minutes, place, extra=(LESSON,))
        rows.tell(
            tier.made_at, "revised tier", tier, staff["Priya Raman"], reason="Corvid: nobody had written the duty down"
        )
    shelf.tiers[words.slug, grade] = tier
    shelf.minutes[words.slug, grade] = minutes


def _contents(
    rows: Rows, staff: Staff, tier: Tier, words: Words, minutes: dict[str, int], place: int, extra: tuple[str, ...]
) -> None:
    for position, line in enumerate(words.delivers[: len(words.delivers) - 2 + place]):
        rows.add(Deliverable(tier=tier, words=line, position=position))
    for role, count in minutes.items():
        rows.add(TierEstimate(tier=tier, role=staff.roles[role], minutes=count))
    kinds = TierClause.Kind
    clauses = [
        *((kinds.EXCLUSION, line) for line in words.excludes),
        *((kinds.ASSUMPTION, line.split("{")[0]) for line, _ in words.assumptions),
        *((kinds.DUTY, line) for line in (*words.duties, *extra)),
        *((kinds.RISK, line) for line, _, _ in words.risks),
    ]
    plans = {line: plan for line, plan, _notice in words.risks if "{" not in plan}
    for position, (kind, line) in enumerate(clauses):
        plan = plans.get(line, "") if kind == kinds.RISK else ""
        rows.add(TierClause(tier=tier, kind=kind, words=line, mitigation=plan, position=position))
    for name, share in words.milestones:
        rows.add(TierMilestone(tier=tier, name=name, at_share=Decimal(share)))
