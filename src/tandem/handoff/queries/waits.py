"""Handoffs and their questions that wait on somebody."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.engagements.actions.handover import HANDED_IN
from tandem.engagements.models import Risk, Stage
from tandem.handoff.models import Handoff, Question
from tandem.people.models import Person
from tandem.waits import Wait


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits in handoffs; of one mover or one asker, if given. Three queries."""
    found = [*_handoffs(), *_questions(), *_risks()]
    return [
        wait
        for wait in found
        if (on is None or wait.on.pk == on.pk) and (asker is None or (wait.asker and wait.asker.pk == asker.pk))
    ]


def open_handoffs() -> QuerySet[Handoff]:
    """The newest number of each deal that is signed and not accepted."""
    newest = Handoff.objects.filter(engagement=OuterRef("engagement")).order_by("-number").values("pk")[:1]
    return (
        Handoff.objects.filter(engagement__stage=Stage.SIGNED, pk=Subquery(newest))
        .select_related(
            "engagement__account", "engagement__seller", "engagement__lead", "decision__person", "from_person"
        )
        .order_by("composed_at", "pk")
    )


def _handoffs() -> Iterable[Wait]:
    """Sent: the seller says that everything is in it, the lead accepts. Sent back: the seller puts it right."""
    for handoff in open_handoffs():
        deal, decision = handoff.engagement, getattr(handoff, "decision", None)
        if handoff.from_person and decision is None and not handoff.is_attested:
            words = _("Have you written down everything you promised?")
            yield _wait(handoff, "attest", "sign", words, handoff.from_person, deal.lead, handoff.composed_at)
        if decision is None and deal.lead:
            words = _("Accept the handoff") if not handoff.remedial else _("Look at the remedial handoff")
            yield _wait(handoff, "accept", "sign", words, deal.lead, deal.seller, handoff.composed_at)
        elif decision is not None and deal.seller:
            words = _("Put the handoff right: %(reason)s") % {"reason": decision.reason}
            yield _wait(handoff, "again", "do", words, deal.seller, decision.person, decision.at)


def _questions() -> Iterable[Wait]:
    """Unanswered: sales answers. Answered: whoever asked closes."""
    rows = (
        Question.objects.filter(closed_at__isnull=True, handoff__engagement__stage=Stage.SIGNED)
        .select_related("asked_by", "answered_by", "handoff__engagement__account", "handoff__engagement__seller")
        .order_by("asked_at", "pk")
    )
    for row in rows:
        seller = row.handoff.engagement.seller
        key = f"question-{row.pk}"
        if row.answer and row.answered_at:
            words = _("Close your question: %(words)s") % {"words": row.words}
            yield _wait(row.handoff, key, "answer", words, row.asked_by, row.answered_by, row.answered_at, row)
        elif seller:
            yield _wait(row.handoff, key, "answer", row.words, seller, row.asked_by, row.asked_at, row)


def _risks() -> Iterable[Wait]:
    """Given over: whoever was given it takes it. Major and neither given nor kept: its owner does the one or the
    other before the handoff is accepted."""
    newest = Handoff.objects.filter(engagement=OuterRef("engagement")).order_by("-number").values("pk")[:1]
    offered = Q(handing_to__isnull=False, engagement__stage__in=HANDED_IN)
    owed = Q(engagement__stage=Stage.SIGNED, size=Risk.Size.MAJOR, handed_at__isnull=True, owner__isnull=False)
    rows = Risk.objects.filter(offered | owed, fate=Risk.Fate.OPEN).annotate(handoff=Subquery(newest))
    people = ("owner", "handing_to", "handing_by", "engagement__account", "engagement__lead")
    for row in rows.select_related(*people).order_by("pk"):
        deal = row.engagement
        given = row.handing_to is not None
        on, asker = (row.handing_to, row.handing_by) if given else (row.owner, deal.lead)
        since = row.handing_at if given else deal.stage_since
        words = _("Take a risk over") if given else _("Hand a risk over, or keep it")
        if row.handoff and since:
            yield Wait(
                key=f"handover-{row.pk}", kind="answer", title=words, on=on, asker=None if asker == on else asker,
                context=f"{deal.account.name} · {row.words}" if deal.account else row.words, since=since,
                url=reverse("handoff", args=[row.handoff]) + "#risks", due=row.review_on, engagement_id=deal.pk,
            )  # fmt: skip


def _wait(
    handoff: Handoff,
    part: str,
    kind: str,
    title: str,
    on: Person,
    asker: Person | None,
    since: datetime,
    question: Question | None = None,
) -> Wait:
    deal = handoff.engagement
    return Wait(
        key=part if question else f"handoff-{handoff.pk}-{part}",
        kind=kind,
        title=title,
        context=f"{deal.account.name}, {deal.name}" if deal.account else deal.name,
        on=on,
        asker=asker,
        since=since,
        url=reverse("handoff", args=[handoff.pk]) + (f"#question-{question.pk}" if question else ""),
        due=question.due_on if question else None,
        engagement_id=deal.pk,
    )
