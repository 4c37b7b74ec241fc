"""Count what became of deals, by the stages in which they were seen."""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from tandem.engagements.models import SIGNED, Engagement, Stage, StageChange, StageOdds
from tandem.engagements.queries.odds import aged_before


def calibrate(at: datetime) -> int:
    """Count anew, for each stage, the deals that were seen in it and are closed by now, and how many of them were won.

    Seen is where a deal stood before a step and after it: a win that jumped from one stage past others wasn't in those.
    A deal that came closed was seen in none. Lost are also those that are open and have aged out. Answers how many
    deals are closed in one of these ways. Run by the worker; safe to repeat.
    """
    ended = _ended(at)
    won, lost = _seen(ended)
    for row in StageOdds.objects.all():
        wins, losses = len(won[row.stage]), len(lost[row.stage])
        StageOdds.objects.filter(pk=row.pk).update(wins=wins, closed=wins + losses, counted_at=at)
    return len(ended)


def _ended(at: datetime) -> dict[int, tuple[bool, str]]:
    """Each deal that is closed or aged out: (won, the stage in which it stands). Two queries."""
    closed = Engagement.objects.filter(stage__in=[*SIGNED, Stage.LOST]).values_list("pk", "stage")
    quiet = Engagement.objects.filter(aged_before(timezone.localdate(at))).values_list("pk", "stage")
    return {pk: (stage in SIGNED, stage) for found in (closed, quiet) for pk, stage in found}


def _seen(ended: dict[int, tuple[bool, str]]) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """By stage the deals that were seen in it: won, lost. One query."""
    won: dict[str, set[int]] = defaultdict(set)
    lost: dict[str, set[int]] = defaultdict(set)
    for pk, was, now in StageChange.objects.order_by().values_list("engagement_id", "was", "now").iterator():
        if pk in ended:
            found = won if ended[pk][0] else lost
            found[was].add(pk)
            found[now].add(pk)
    for pk, (is_won, stage) in ended.items():
        (won if is_won else lost)[stage].add(pk)
    return won, lost
