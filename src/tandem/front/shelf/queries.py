"""How tiers really did, beside what they're sold at: margin, overrun and surprises of finished jobs, by offering and
grade. Every version of a tier counts, and only what this person may see."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from tandem.calc.estimate import overrun, per_job
from tandem.calc.margin import gross_margin
from tandem.catalogue.models import Offering
from tandem.delivery.models import ChangeOrder, Project, ProjectMonth
from tandem.delivery.queries.margin import APPROVED
from tandem.engagements.models import OPEN, SIGNED, Engagement
from tandem.feedback.models import Surprise
from tandem.people.models import Person
from tandem.people.rights import Sight, sees

ENOUGH = 3
ZERO = Decimal(0)
Key = tuple[int, str]


@dataclass(frozen=True)
class Record:
    """One tier's. `sold` and `open` are deals, `jobs` are finished projects; `timed` and `priced` those among them whose
    sold hours and sold cost are known. Figures are None where there are too few jobs, or to whoever may not see them."""

    sold: int = 0
    open: int = 0
    jobs: int = 0
    timed: int = 0
    priced: int = 0
    sold_margin: Decimal | None = None
    margin: Decimal | None = None
    overrun: float | None = None
    surprises: int = 0
    surprise_rate: float | None = None


def records(person: Person, offerings: list[Offering] | None = None) -> dict[Key, Record]:
    """By (offering id, grade); of all offerings, or of these. Seven queries, however many jobs."""
    deals = Engagement.objects.visible_to(person).filter(tier__isnull=False)
    if offerings is not None:
        deals = deals.filter(tier__offering__in=offerings)
    sums = _sums(deals)
    told = sees(person, Sight.MARGIN)
    return {key: _record(found, told) for key, found in sums.items()}


def _sums(deals: QuerySet[Engagement]) -> dict[Key, dict[str, Any]]:
    """Everything that is added up, a grouped query each."""
    found: dict[Key, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    finished = Project.objects.filter(engagement__in=deals, closed_at__isnull=False)
    timed = finished.filter(sold_minutes__gt=0)
    priced = finished.filter(sold_amount__gt=0, sold_cost__isnull=False)
    tier = "engagement__tier"
    _add(found, deals.filter(stage__in=SIGNED), "tier", sold=Count("pk"))
    _add(found, deals.filter(stage__in=OPEN), "tier", open=Count("pk"))
    _add(found, finished, tier, jobs=Count("pk"))
    _add(found, timed, tier, timed=Count("pk"), sold_minutes=Sum("sold_minutes"))
    _add(found, priced, tier, priced=Count("pk"), amount=Sum("sold_amount"), sold_cost=Sum("sold_cost"))
    of_project = "project__engagement__tier"
    for name, jobs in (("timed", timed), ("priced", priced)):
        months, changes = ProjectMonth.objects.filter(project__in=jobs), ChangeOrder.objects.filter(APPROVED)
        _add(found, months, of_project, **{f"{name}_minutes": Sum("minutes"), f"{name}_cost": Sum("cost")})
        _add(
            found, changes.filter(project__in=jobs), of_project,
            **{f"{name}_added": Sum("price"), f"{name}_added_minutes": Sum("minutes")},
        )  # fmt: skip
    _add(found, Surprise.objects.filter(engagement__in=finished.values("engagement")), tier, surprises=Count("pk"))
    return found


def _add(found: dict[Key, dict[str, Any]], rows: QuerySet, tier: str, **sums: Any) -> None:
    keys = {"offering_of": F(f"{tier}__offering"), "grade_of": F(f"{tier}__grade")}
    for row in rows.values(**keys).order_by().annotate(**sums):
        key = (row.pop("offering_of"), row.pop("grade_of"))
        found[key].update({name: value or 0 for name, value in row.items()})


def _record(sums: dict[str, Any], told: bool) -> Record:
    jobs, timed, priced = sums["jobs"], sums["timed"], sums["priced"]
    revenue = sums["amount"] + sums["priced_added"]
    by_margin = told and priced >= ENOUGH
    return Record(
        sold=sums["sold"],
        open=sums["open"],
        jobs=jobs,
        timed=timed,
        priced=priced,
        sold_margin=gross_margin(sums["amount"], sums["sold_cost"]) if by_margin else None,
        margin=gross_margin(revenue, sums["priced_cost"]) if by_margin else None,
        overrun=overrun(sums["timed_minutes"], sums["sold_minutes"] + sums["timed_added_minutes"], timed)
        if timed >= ENOUGH
        else None,
        surprises=sums["surprises"],
        surprise_rate=per_job(sums["surprises"], jobs) if jobs >= ENOUGH else None,
    )
