"""What became of delivered jobs that were let past a rule, beside those that passed every gate."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count

from tandem.calc.hindsight import Compared, Job, Outcome, Pair, compare, outcome
from tandem.calc.nps import one_each
from tandem.delivery.models import Project
from tandem.delivery.queries import margin
from tandem.delivery.queries.margin import Money, money_of
from tandem.engagements.models import Engagement, Waiver
from tandem.feedback.models import Surprise, Survey
from tandem.feedback.queries.answers import contact
from tandem.people.models import Person
from tandem.people.rights import Sight, sees

FIELDS = (*margin.FIELDS, "engagement__ungated")


@dataclass(frozen=True)
class Hindsight:
    """`rules` are (rule, what became of the jobs it was waived for), the commonest first; a job with two waivers counts
    for both. `clean` passed every gate; `ungated` were won past one, without leave."""

    compared: Compared
    rules: list[tuple[str, Outcome]]
    ungated: Outcome

    @property
    def jobs(self) -> int:
        return self.compared.waived.jobs + self.compared.clean.jobs + self.ungated.jobs


@dataclass(frozen=True)
class Became:
    """One deal once it was signed. `delivered_at` is None while it runs; margins are None for whoever may not see them."""

    delivered_at: datetime | None
    sold: Decimal | None
    margin: Decimal | None
    scores: tuple[int, ...]
    surprises: int

    @property
    def gap(self) -> Decimal | None:
        return None if self.sold is None or self.margin is None else self.margin - self.sold


def hindsight(person: Person) -> Hindsight:
    """Over delivered jobs that the reader may see; a waiver counts where a gate was passed with it. Six queries."""
    projects = list(Project.objects.visible_to(person).filter(closed_at__isnull=False).values_list(*FIELDS, named=True))
    jobs = _jobs(projects, money_of(projects) if sees(person, Sight.MARGIN) else {}, _ends())
    waived = _waived()
    ungated = {row.engagement_id for row in projects if row.engagement__ungated}
    by_rule: dict[str, list[Job]] = defaultdict(list)
    for pk in sorted(jobs):
        for rule in sorted(waived.get(pk, ())):
            by_rule[rule].append(jobs[pk])
    let = [jobs[pk] for pk in sorted(jobs) if pk in waived]
    clean = [jobs[pk] for pk in sorted(jobs) if pk not in waived and pk not in ungated]
    past = [jobs[pk] for pk in sorted(jobs) if pk in ungated and pk not in waived]
    commonest = sorted(by_rule, key=lambda rule: (-len(by_rule[rule]), rule))
    return Hindsight(compare(let, clean), [(rule, outcome(by_rule[rule])) for rule in commonest], outcome(past))


def became(deal: Engagement, person: Person) -> Became | None:
    """What a deal's page says of it; None while it isn't a project. Five queries."""
    projects: list[Any] = list(
        Project.objects.visible_to(person).filter(engagement=deal.pk).values_list(*FIELDS, named=True)
    )
    if not projects:
        return None
    project = projects[0]
    money = money_of(projects)[project.pk] if sees(person, Sight.MARGIN) else None
    scores, surprises = _ends(deal.pk)
    return Became(
        project.closed_at,
        money.sold_margin if money else None,
        money.margin if money else None,
        tuple(scores.get(deal.pk, ())),
        surprises.get(deal.pk, 0),
    )


def _jobs(
    projects: Iterable[Any], money: dict[int, Money], ends: tuple[dict[int, list[int]], Counter[int]]
) -> dict[int, Job]:
    """Engagement -> job."""
    scores, surprises = ends
    return {
        row.engagement_id: Job(
            _sold(money.get(row.pk)),
            _delivered(money.get(row.pk)),
            tuple(scores.get(row.engagement_id, ())),
            surprises[row.engagement_id],
        )
        for row in projects
    }


def _sold(money: Money | None) -> Pair | None:
    if money is None or money.sold is None or money.sold_cost is None:
        return None
    return money.sold, money.sold_cost


def _delivered(money: Money | None) -> Pair | None:
    return None if money is None or money.cost is None else (money.revenue, money.cost)


def _ends(deal: int | None = None) -> tuple[dict[int, list[int]], Counter[int]]:
    """Scores and how many surprises, by engagement. Two queries."""
    only = {} if deal is None else {"engagement": deal}
    given: dict[int, list[tuple[str, int]]] = defaultdict(list)
    answers = Survey.objects.filter(score__isnull=False, **only).order_by("answered_at", "pk")
    for pk, name, score in answers.values_list("engagement_id", "contact_name", "score"):
        given[pk].append((contact(0, name)[1], score or 0))
    scores = {pk: one_each(said) for pk, said in given.items()}
    logged = Surprise.objects.filter(**only).order_by().values("engagement_id").annotate(n=Count("pk"))
    return scores, Counter(dict(logged.values_list("engagement_id", "n")))


def _waived() -> dict[int, set[str]]:
    """Engagement -> the rules that a gate was passed without. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    used = Waiver.objects.filter(granted=True, used_at__isnull=False)
    for pk, rule in used.values_list("engagement_id", "rule"):
        found[pk].add(rule)
    return found
