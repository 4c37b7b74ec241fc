"""The one function that moves a stage. Verbs call it inside their transaction, after insisting on their gate."""

from datetime import datetime

from django.db import transaction

from tandem.engagements.models import OPEN, Engagement, Stage, StageChange
from tandem.ledger.actions import Actor, Stale, record


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
    with transaction.atomic():
        held = Engagement.objects.filter(pk=engagement.pk, stage=was, version=engagement.version)
        if not held.update(**fields):
            raise Stale(Engagement.objects.get(pk=engagement.pk))
        for name, value in fields.items():
            setattr(engagement, name, value)
        StageChange.objects.create(engagement=engagement, was=was, now=to, at=at, by_id=by.pk)
        record(verb, engagement, by=by, at=at, reason=reason, before={"stage": was}, after={"stage": str(to)})
