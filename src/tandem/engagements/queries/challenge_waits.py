"""What waits on whom around challenges: sales' answer, and when the work is done, hindsight. Three queries.

A red flag's answer and a vet's are asked for where they were raised (scoping), so not once more here.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.engagements.models import OPEN, Challenge, Engagement, Stage
from tandem.engagements.queries.challenge import JUDGED_IN
from tandem.people.models import Access, Person
from tandem.people.queries.firm import leaders
from tandem.waits import Wait

ANSWERED_IN = (*OPEN, Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)
ASKED_FOR = timedelta(days=60)  # then it's let be: what nobody could say in two months nobody will
MANY = 200


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything that waits on `on`, or that `asker` waits for; both None gives all."""
    rows = [*_answers(on, asker), *([] if asker else _hindsight(at, on))]
    return [
        row for row in rows if row.on and on in (None, row.on) and asker in (None, row.asker) and row.on != row.asker
    ]


def _answers(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Delivery doubted a promise or an assumption, and its seller hasn't said anything."""
    own = Q(promise__isnull=False) | Q(assumption__isnull=False)
    found = Challenge.objects.filter(own, reply="", right="", engagement__stage__in=ANSWERED_IN)
    found = found.filter(engagement__seller=on) if on else found
    found = found.filter(raised_by=asker) if asker else found
    people = ("engagement__account", "engagement__seller", "raised_by")
    for row in found.select_related(*people).order_by("raised_at", "pk")[:MANY]:
        deal: Engagement = row.engagement
        yield Wait(
            key=f"answer-{row.pk}", kind="answer", title=_("Answer delivery’s challenge"),
            context=f"{deal.account.name} · {row.words}" if deal.account else row.words, on=deal.seller,
            asker=row.raised_by, since=row.raised_at, url=reverse("deal_challenge_reply", args=[deal.pk, row.pk]),
            engagement_id=deal.pk,
        )  # fmt: skip


def _hindsight(at: datetime, on: Person | None) -> Iterator[Wait]:
    """Once a project, of whoever leads the firm: they had no part in it. In everybody's list it stands with the first."""
    if on and on.access != Access.LEADERSHIP:
        return
    open_ones = Count("challenges", Q(challenges__right=""))
    found = Engagement.objects.filter(stage__in=JUDGED_IN, stage_since__gte=at - ASKED_FOR, challenges__right="")
    deals = found.annotate(n=open_ones, first=Min("challenges__raised_at")).select_related("account", "seller")
    for deal in deals.order_by("stage_since", "pk")[:MANY]:
        words = ngettext(
            "Say who was right: one challenge of delivery’s",
            "Say who was right: %(n)s challenges of delivery’s",
            deal.n,
        ) % {"n": deal.n}
        for leader in [on] if on else leaders()[:1]:
            yield Wait(
                key=f"hindsight-{deal.pk}", kind="do", title=words,
                context=f"{deal.account.name} · {deal.name}" if deal.account else deal.name, on=leader, asker=None,
                since=deal.stage_since, url=reverse("deal_challenges", args=[deal.pk]), engagement_id=deal.pk,
            )  # fmt: skip
