"""Delivery's challenges: which deals had theirs before the proposal, and who was right, by section and by side only."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from tandem.engagements.models import Challenge, Stage
from tandem.engagements.queries.challenge import ABOUT, JUDGED_IN
from tandem.people.models import Person
from tandem.scorecard.periods import Period
from tandem.scorecard.queries.contracts import passed, with_challenges, won


def challenged(person: Person, period: Period) -> list[Any]:
    """Contracts of the period that delivery challenged at all, newest first, with `doubted_at`, `sent_at`, `passed_at`.
    One query."""
    found = with_challenges(won(person, period)).filter(doubted_at__isnull=False)
    return list(found.select_related("account", "lead").order_by("-passed_at", "-pk"))


@dataclass(frozen=True)
class Tally:
    """Challenges of one section by who was right; "" counts those that nobody has judged yet."""

    section: str
    rights: Counter

    @property
    def count(self) -> int:
        return self.rights.total()


def hindsight(person: Person, period: Period) -> list[Tally]:
    """Of projects that were delivered in the period, the most challenged section first. One query."""
    deals = passed(person, period, Stage.DELIVERED).filter(stage__in=JUDGED_IN).values("pk")
    found = (
        Challenge.objects.filter(engagement__in=deals).order_by().values_list("about", "right").annotate(n=Count("pk"))
    )
    tallies: dict[str, Counter] = {}
    for about, right, n in found:
        tallies.setdefault(about, Counter())[right] += n
    made = [Tally(_words(about), rights) for about, rights in tallies.items()]
    return sorted(made, key=lambda each: (-each.count, each.section))


def _words(about: str) -> str:
    return str(ABOUT[about][0]) if about in ABOUT else about.replace("_", " ").capitalize()
