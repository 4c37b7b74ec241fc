"""How an offering's tiers really did: deals sold on each, and their margin. For whoever may see it."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from tandem.catalogue.models import Offering
from tandem.delivery.models import Project
from tandem.delivery.queries.margin import money_of
from tandem.engagements.models import OPEN, SIGNED, Engagement
from tandem.feedback.models import Surprise
from tandem.people.models import Person
from tandem.people.rights import Sight, sees


@dataclass(frozen=True)
class Record:
    """One tier's: deals sold and open, projects with surprises, margin sold and now over all of them (None: hidden or
    unknown)."""

    sold: int
    open: int
    surprised: int
    sold_margin: Decimal | None
    margin: Decimal | None


def records(offering: Offering, person: Person) -> dict[str, Record]:
    """By grade; every version of the tier counts. Five queries."""
    deals = Engagement.objects.visible_to(person).filter(tier__offering=offering)
    sold = Counter(deals.filter(stage__in=SIGNED).values_list("tier__grade", flat=True))
    waiting = Counter(deals.filter(stage__in=OPEN).values_list("tier__grade", flat=True))
    hit = Surprise.objects.filter(engagement__in=deals).values("engagement__tier__grade").order_by()
    surprised = dict(hit.annotate(n=Count("engagement", distinct=True)).values_list("engagement__tier__grade", "n"))
    margins = _margins(offering, person) if sees(person, Sight.MARGIN) else {}
    grades = {*sold, *waiting}
    return {
        grade: Record(sold[grade], waiting[grade], surprised.get(grade, 0), *margins.get(grade, (None, None)))
        for grade in grades
    }


def _margins(offering: Offering, person: Person) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Margin of all projects of a tier together: sold, and at completion."""
    projects = list(
        Project.objects.visible_to(person)
        .filter(engagement__tier__offering=offering)
        .select_related("engagement__tier")
        .order_by("-pk")[:500]
    )
    money = money_of(projects)
    by_grade: dict[str, list] = {}
    for project in projects:
        by_grade.setdefault(project.engagement.tier.grade, []).append(money[project.pk])
    return {grade: _of(rows) for grade, rows in by_grade.items()}


def _of(rows: list) -> tuple[Decimal | None, Decimal | None]:
    sold = [(row.sold, row.sold_cost) for row in rows if row.sold and row.sold_cost is not None]
    now = [(row.revenue, row.cost) for row in rows if row.revenue and row.cost is not None]
    return _share(sold), _share(now)


def _share(pairs: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    revenue = sum((each for each, _cost in pairs), Decimal(0))
    return (revenue - sum((cost for _each, cost in pairs), Decimal(0))) / revenue if revenue else None
