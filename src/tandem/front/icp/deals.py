"""Open deals by how they fit, and how those below the floor were decided; only what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from tandem.calc.fit import grade
from tandem.engagements.gate import the_fit_meets_the_profile
from tandem.engagements.models import OPEN, Engagement, Waiver
from tandem.people.models import Person
from tandem.web.paging import ROWS

RULE = the_fit_meets_the_profile.name
YEAR = timedelta(days=365)
FLOOR, STRONG = F("fit__profile__floor"), F("fit__profile__strong")
BELOW = Q(fit__disqualified=True) | Q(fit__score__lt=FLOOR)
COLUMNS = (
    "pk", "name", "account__name", "fit__score", "fit__disqualified", "fit__profile__floor", "fit__profile__strong",
    "fit__profile__number",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """One open deal's fit, by the version that it was judged by; `waiver` is the last word on its floor, or None."""

    pk: int
    name: str
    client: str
    score: int
    grade: str
    number: int
    waiver: Waiver | None = None


def counts(person: Person) -> dict[str, int]:
    """Open deals by band, each by the version that it was judged by. One query."""
    fine = Q(fit__isnull=False, fit__disqualified=False)
    weak = fine & Q(fit__score__lt=2 * FLOOR - STRONG)
    return _open(person).aggregate(
        all=Count("pk"),
        strong=Count("pk", fine & Q(fit__score__gte=STRONG)),
        fits=Count("pk", fine & Q(fit__score__gte=FLOOR, fit__score__lt=STRONG)),
        escalate=Count("pk", fine & Q(fit__score__lt=FLOOR, fit__score__gte=2 * FLOOR - STRONG)),
        weak=Count("pk", weak),
        disqualified=Count("pk", Q(fit__disqualified=True)),
        unjudged=Count("pk", Q(fit__isnull=True)),
    )


def below(person: Person) -> list[Judged]:
    """Open deals below the floor or ruled out, the lowest first, at most a page. Two queries."""
    found = _open(person).filter(BELOW, fit__isnull=False).order_by("fit__score", "pk")
    rows = list(found.values_list(*COLUMNS)[:ROWS])
    return _judged(rows, _last_words([row[0] for row in rows]))


def by_older(person: Person, number: int) -> list[Judged]:
    """Open deals that were judged by another version than `number`, at most a page. One query."""
    found = _open(person).filter(fit__isnull=False).exclude(fit__profile__number=number).order_by("name", "pk")
    return _judged(found.values_list(*COLUMNS)[:ROWS], {})


def exceptions(person: Person, at: datetime) -> tuple[int, int]:
    """(deals of the last year that leadership let past the floor, deals that were judged below it). One query."""
    used = Waiver.objects.filter(engagement=OuterRef("pk"), rule=RULE, granted=True, used_at__isnull=False)
    seen = Engagement.objects.visible_to(person).filter(BELOW, fit__made_at__gte=at - YEAR)
    found = seen.annotate(waived=Exists(used)).aggregate(all=Count("pk"), let=Count("pk", Q(waived=True)))
    return found["let"], found["all"]


def decided(waiver: Waiver | None, today: date) -> str:
    """How the floor was decided for a deal: open, asked, granted, over, refused."""
    if waiver is None:
        return "open"
    if waiver.granted is None:
        return "asked"
    if not waiver.granted:
        return "refused"
    return "granted" if waiver.used_at or waiver.expires_on is None or waiver.expires_on >= today else "over"


def _open(person: Person) -> Any:
    return Engagement.objects.visible_to(person).filter(stage__in=OPEN)


def _last_words(deals: list[int]) -> dict[int, Waiver]:
    rows = Waiver.objects.filter(engagement__in=deals, rule=RULE).select_related("asked_by", "decided_by")
    return {row.engagement_id: row for row in rows.order_by("asked_at", "pk")}


def _judged(rows: Iterable[tuple], waivers: dict[int, Waiver]) -> list[Judged]:
    return [
        Judged(pk, name, client or "", score, grade(score, floor, strong, stopped), number, waivers.get(pk))
        for pk, name, client, score, stopped, floor, strong, number in rows
    ]
