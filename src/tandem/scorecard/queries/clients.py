"""What clients say and do: score, coming back, surprises."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from tandem.calc.nps import Nps, nps, one_each, tally
from tandem.calc.rates import Rate
from tandem.calc.repeat import months_before, repeat_clients
from tandem.delivery.models import Project
from tandem.engagements.models import Engagement
from tandem.feedback.models import Surprise, Survey
from tandem.feedback.queries.answers import contact
from tandem.people.models import Person
from tandem.scorecard.periods import Period

LOOKBACK_MONTHS = 24
ORIGINS = dict(Surprise.Origin.choices)


def answers(person: Person, period: Period) -> list[Survey]:
    """The latest answer of each contact in the period, newest first. One query."""
    found = Survey.objects.visible_to(person).filter(answered_at__range=period.moments, score__isnull=False)
    rows = found.select_related("account", "engagement").order_by("answered_at", "pk")
    latest = {contact(row.account_id, row.contact_name): row for row in rows}
    return sorted(latest.values(), key=lambda row: (row.answered_at, row.pk), reverse=True)


def scores(person: Person, period: Period) -> tuple[Nps, Nps]:
    """The score of the period and of the one before. One query."""
    first, last = period.previous.moments[0], period.moments[1]
    found = Survey.objects.visible_to(person).filter(answered_at__range=(first, last), score__isnull=False)
    rows = list(found.order_by("answered_at", "pk").values_list("answered_at", "account_id", "contact_name", "score"))
    begins = period.moments[0]
    now = ((contact(account, name), score) for at, account, name, score in rows if at >= begins)
    before = ((contact(account, name), score) for at, account, name, score in rows if at < begins)
    return nps(tally(one_each(now))), nps(tally(one_each(before)))


def score(given: Iterable[Survey]) -> Nps:
    """Net promoter score of these answers with its interval; nothing below five."""
    return nps(tally(answer.score for answer in given if answer.score is not None))


@dataclass(frozen=True)
class Start:
    """A project's beginning."""

    engagement_id: int
    name: str
    account_id: int
    client: str
    on: date


def starts(person: Person) -> list[Start]:
    """Every project's beginning, oldest first. One query."""
    found = Project.objects.visible_to(person).filter(engagement__account__isnull=False)
    rows = found.order_by("opened_at").values_list(
        "engagement_id", "engagement__name", "engagement__account_id", "engagement__account__name", "opened_at"
    )
    return [Start(pk, name, account, client, timezone.localdate(at)) for pk, name, account, client, at in rows]


def year_to(last: date) -> date:
    """The first day of the twelve months that end on `last`."""
    return date.fromordinal(months_before(last, 12).toordinal() + 1)


def repeat(begun: Iterable[Start], last: date) -> Rate:
    """Clients of the twelve months to `last` who had begun a project in the 24 months before."""
    return repeat_clients([(row.account_id, row.on) for row in begun], year_to(last), last, LOOKBACK_MONTHS)


@dataclass(frozen=True)
class Surprises:
    """The surprises of a period and where they began, commonest first. `rows` have engagement_id, origin, minutes."""

    rows: tuple[Any, ...]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def projects(self) -> int:
        return len({row.engagement_id for row in self.rows})

    @property
    def most_from_one(self) -> int:
        return max(Counter(row.engagement_id for row in self.rows).values(), default=0)

    @property
    def origins(self) -> list[tuple[str, int, int]]:
        """(words, how many, minutes they cost)."""
        minutes: Counter[str] = Counter()
        for row in self.rows:
            minutes[row.origin] += row.minutes
        counted = Counter(row.origin for row in self.rows)
        return [(ORIGINS[origin], count, minutes[origin]) for origin, count in counted.most_common()]


def surprises(person: Person, period: Period) -> Surprises:
    """One query."""
    found: Any = Surprise.objects.visible_to(person).filter(logged_at__range=period.moments)
    return Surprises(tuple(found.select_related("engagement__account", "logged_by").order_by("-logged_at", "-pk")))


def surprise_counts(person: Person, period: Period) -> tuple[Surprises, int]:
    """The surprises of the period without their words, and how many there were in the one before. One query."""
    first, last = period.previous.moments[0], period.moments[1]
    found: Any = Surprise.objects.visible_to(person).filter(logged_at__range=(first, last))
    rows = list(found.values_list("logged_at", "engagement_id", "origin", "minutes", named=True))
    now = tuple(row for row in rows if row.logged_at >= period.moments[0])
    return Surprises(now), len(rows) - len(now)


def latest_words(person: Person, engagement_ids: list[int]) -> dict[int, Survey]:
    """The newest answer of each of these engagements. One query."""
    found = Survey.objects.visible_to(person).filter(engagement__in=engagement_ids, score__isnull=False)
    return {row.engagement_id: row for row in found.order_by("answered_at", "pk")}


def visible(person: Person) -> Any:
    """The engagements that the asker may see, for sub-queries."""
    return Engagement.objects.visible_to(person)
