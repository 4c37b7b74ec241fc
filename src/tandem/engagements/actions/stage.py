"""The two functions that write a stage: `move`, called by verbs inside their transaction after insisting on their gate,
and `force_signed` for what was won elsewhere, past gates that nobody could insist on."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tandem.engagements.models import OPEN, Engagement, Stage, StageChange
from tandem.ledger.actions import Actor, Stale, draft, record, record_all
from tandem.ledger.deeds import deed, hold, hold_deal_of
from tandem.people.models import Person


class WrongStage(Exception):
    """The verb doesn't start from this stage."""


NEXT: dict[str, str] = {
    Stage.LEAD: Stage.QUALIFIED,
    Stage.QUALIFIED: Stage.SCOPED,
    Stage.SCOPED: Stage.AGREED,
    Stage.AGREED: Stage.PROPOSED,
    Stage.PROPOSED: Stage.SIGNED,
    Stage.SIGNED: Stage.ACCEPTED,
    Stage.ACCEPTED: Stage.DELIVERING,
    Stage.DELIVERING: Stage.DELIVERED,
    Stage.DELIVERED: Stage.LEARNT,
}


def move(engagement: Engagement, to: Stage, verb: str, *, by: Actor, at: datetime, reason: str = "", **changes) -> None:
    """Move `engagement` one arrow on (or from any open stage to lost), with further field `changes`.

    Writes the stage, its step and the ledger entry in one transaction.

    Raises:
        WrongStage: there is no arrow from its stage to `to`.
        Stale: somebody moved it since it was read.
    """
    was = engagement.stage
    if NEXT.get(was) != to and not (to == Stage.LOST and was in OPEN):
        raise WrongStage(
            f"{engagement} is {engagement.get_stage_display().lower()}; it can't become {to.label.lower()}."
        )
    fields = {"stage": to, "stage_since": at, "version": engagement.version + 1, **changes}
    with deed():
        hold_deal_of(engagement)
        held = Engagement.objects.filter(pk=engagement.pk, stage=was, version=engagement.version)
        if not held.update(**fields):
            raise Stale(Engagement.objects.get(pk=engagement.pk))
        for name, value in fields.items():
            setattr(engagement, name, value)
        StageChange.objects.create(engagement=engagement, was=was, now=to, at=at, by_id=by.pk)
        record(verb, engagement, by=by, at=at, reason=reason, before={"stage": was}, after={"stage": str(to)})


def counts_at(day: date, at: datetime) -> datetime:
    """The moment that a win of `day` counts from, recorded at `at`: the same moment if it's the same day, else that day's
    last. Periods, boards and pages all count a win on its own day, whenever somebody came to write it down."""
    after = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    return min(at, after - timedelta(microseconds=1))


def force_signed(
    engagements: Sequence[Engagement],
    days: Sequence[date],
    *,
    by: Actor,
    at: datetime,
    why: str,
    leader: Person | None = None,
) -> None:
    """The client signed past open gates, each on its day: put each engagement on signed, and say on it that this was
    ungated.

    Writes one step from where it stood (nobody saw it pass the stages between), `ungated`, `ungated_why` and who is answerable (its seller, else `leader`), and one
    ledger entry each, in one transaction and a fixed number of queries.

    Raises:
        WrongStage: one is signed already.
        Stale: somebody moved one since it was read.
    """
    with deed():
        _as_seen(engagements)
        steps = [
            StageChange(engagement=each, was=each.stage, now=Stage.SIGNED, at=at, by_id=by.pk) for each in engagements
        ]
        entries = [
            draft(
                "won past open gates", each, by=by, at=at, reason=why,
                before={"stage": each.stage}, after={"stage": str(Stage.SIGNED), "ungated": True},
            )
            for each in engagements
        ]  # fmt: skip
        for each, day in zip(engagements, days, strict=True):
            _become_ungated(each, at, why, leader)
            each.closed_at = counts_at(day, at)
        changed = [
            "stage", "stage_since", "closed_at", "lost_reason", "ungated", "ungated_why", "answerable", "version",
        ]  # fmt: skip
        Engagement.objects.bulk_update(engagements, changed, batch_size=500)
        StageChange.objects.bulk_create(steps, batch_size=2000)
        record_all(entries)


def _as_seen(engagements: Sequence[Engagement]) -> None:
    held = hold(Engagement, [each.pk for each in engagements])
    for each in engagements:
        if each.stage not in (*OPEN, Stage.LOST):
            raise WrongStage(f"{each} is {each.get_stage_display().lower()}; it was won already.")
        current = held[each.pk]
        if (current.stage, current.version) != (each.stage, each.version):
            raise Stale(current)


def _become_ungated(engagement: Engagement, at: datetime, why: str, leader: Person | None) -> None:
    engagement.stage, engagement.stage_since = Stage.SIGNED, at
    engagement.lost_reason = ""
    engagement.ungated, engagement.ungated_why = True, why[:300]
    engagement.answerable_id = engagement.seller_id or (leader.pk if leader else None)
    engagement.version += 1
