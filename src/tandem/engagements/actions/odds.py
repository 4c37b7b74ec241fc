"""Count what became of deals, by the stages they reached."""

from datetime import datetime

from django.db.models import Count, Q

from tandem.engagements.models import SIGNED, Engagement, Stage, StageChange, StageOdds


def calibrate(at: datetime) -> int:
    """Count anew, for each stage, the closed deals that ever reached it and how many of them were won.

    Every closed deal was a lead; further stages count by the steps that were taken. Answers how many closed deals
    there are. Run by the worker; safe to repeat.
    """
    closed = {Stage.LEAD: _all_closed(), **_closed_by_stage()}
    for row in StageOdds.objects.all():
        wins, total = closed.get(Stage(row.stage), (0, 0))
        StageOdds.objects.filter(pk=row.pk).update(wins=wins, closed=total, counted_at=at)
    return closed[Stage.LEAD][1]


def _all_closed() -> tuple[int, int]:
    sums = Engagement.objects.aggregate(
        wins=Count("pk", filter=Q(stage__in=SIGNED)), closed=Count("pk", filter=Q(stage__in=[*SIGNED, Stage.LOST]))
    )
    return sums["wins"], sums["closed"]


def _closed_by_stage() -> dict[Stage, tuple[int, int]]:
    over = StageChange.objects.filter(engagement__stage__in=[*SIGNED, Stage.LOST])
    won = Count("engagement", distinct=True, filter=Q(engagement__stage__in=SIGNED))
    rows = over.order_by().values_list("now").annotate(won=won, closed=Count("engagement", distinct=True))
    return {Stage(stage): (wins, closed) for stage, wins, closed in rows}
