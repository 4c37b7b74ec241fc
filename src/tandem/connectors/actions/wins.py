"""Deals that a file has as won. What happened is never refused entry; past open gates it isn't called aligned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Stage, StageChange
from tandem.handoff.actions.outside import win_all_outside, win_outside
from tandem.ledger.actions import Actor
from tandem.review.actions.outside import Win, sign_all


@dataclass(frozen=True, slots=True)
class Arrived:
    """A win. `past_gates`: it was won while the firm already had gates, so it went past them."""

    deal: Engagement
    client_name: str
    closed_at: datetime
    past_gates: bool


def arrive_won(wins: Sequence[Arrived], *, system: str, by: Actor, at: datetime) -> None:
    """Signatures for all; those past our gates become ungated wins with somebody answerable and a remedial handoff.

    One that was proposed here is looked at by itself: if its gate is open and its seller brings the file, it's signed
    like any other.
    """
    late = [each for each in wins if each.past_gates]
    why = _("Won in %(system)s past open gates.") % {"system": system}
    for each in (each for each in late if each.deal.stage == Stage.PROPOSED):
        win_outside(
            each.deal, by=by, at=at, client_name=each.client_name, signed_on=timezone.localdate(each.closed_at), why=why
        )
    win_all_outside([_win(each) for each in late if each.deal.stage != Stage.SIGNED], by=by, at=at, why=why)
    _close_when_they_closed(late)
    sign_all([_win(each) for each in wins if not each.past_gates], by=by, at=at)


def were_open(deals: Iterable[Engagement]) -> set[int]:
    """Those of them that are or were open here: they had gates to pass. One that arrived as lost and was never touched
    had none. One query at most."""
    rows = list(deals)
    lost = [each.pk for each in rows if each.stage == Stage.LOST]
    moved = StageChange.objects.filter(engagement__in=lost).values_list("engagement", flat=True) if lost else ()
    return {each.pk for each in rows if each.stage != Stage.LOST} | set(moved)


def _win(each: Arrived) -> Win:
    return Win(each.deal, each.client_name, timezone.localdate(each.closed_at))


def _close_when_they_closed(late: Sequence[Arrived]) -> None:
    """Periods count a win on the day that the CRM has, not on the day of the import."""
    for each in late:
        each.deal.closed_at = each.closed_at
    Engagement.objects.bulk_update([each.deal for each in late], ["closed_at"], batch_size=500)
