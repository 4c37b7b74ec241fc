"""What waits on whom in a deal's sections: answers, owners, keys, verdicts, reviews, measures. A fixed number of queries,
however many deals."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import (
    OPEN,
    Assumption,
    Challenge,
    Engagement,
    Outcome,
    OutcomeMeasure,
    OutcomeSignature,
    Promise,
    Remark,
    Risk,
    Side,
    Stage,
)
from tandem.people.models import Person
from tandem.waits import Wait

Keep = Callable[[Wait], bool]


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything in the sections of open deals that waits on `on`, or that `asker` waits for; both None gives all."""
    who = (on, asker)
    today = timezone.localdate(at)
    rows = [
        *_assumptions(*who), *_conditions(*who), *_risks(*who), *_outcomes(*who), *_promises(*who), *_untold(*who),
        *_doubts(*who), *_reviews(*who, today), *_measures(*who, today), *_clients_words(*who),
    ]  # fmt: skip
    return [
        row for row in rows if row.on and on in (None, row.on) and asker in (None, row.asker) and row.on != row.asker
    ]


def _open(rows: QuerySet) -> QuerySet:
    return rows.filter(engagement__stage__in=OPEN).select_related(
        "engagement__account", "engagement__seller", "engagement__lead"
    )


def _asked_by(rows: QuerySet, asker: Person | None, *fields: str) -> QuerySet:
    """Only what this person asked for: the question is put to the database, not to a firm's worth of rows."""
    if asker is None:
        return rows
    asked = Q()
    for field in fields:
        asked |= Q(**{field: asker})
    return rows.filter(asked)


def _assumptions(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Delivery was asked and hasn't answered."""
    found = _open(Assumption.objects.filter(asked__isnull=False, answer="", verified_at__isnull=True))
    found = _asked_by(found, asker, "raised_by")
    for row in (found.filter(asked=on) if on else found).select_related("asked", "raised_by"):
        yield _wait(
            row, "assumption", "answer", _("Challenge an assumption"), row.words, row.asked, row.raised_by,
            row.asked_at or row.raised_at, "deal_assumption_answer",
        )  # fmt: skip


def _conditions(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Delivery agreed if somebody makes it true; once they say that it is, delivery says whether it's met."""
    found = _open(
        Assumption.objects.filter(answer="if", condition_owner__isnull=False, condition_met_at__isnull=True)
    ).filter(verified_at__isnull=True, priced=False)
    found = _asked_by(found, asker, "answered_by", "condition_owner")
    if on:
        found = found.filter(Q(condition_owner=on) | Q(condition_said_at__isnull=False, answered_by=on))
    for row in found.select_related("condition_owner", "answered_by"):
        if row.condition_said_at:
            yield _wait(
                row, "condition", "answer", _("Is your condition met?"), row.condition, row.answered_by,
                row.condition_owner, row.condition_said_at, "deal_assumption_met",
            )  # fmt: skip
        else:
            yield _wait(
                row, "condition", "do", _("Make a condition true"), row.condition, row.condition_owner, row.answered_by,
                row.answered_at or row.raised_at, "deal_assumption_met", due=row.condition_by,
            )  # fmt: skip


def _risks(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Named as owner, not yet accepted; a client contact's yes waits on the seller, who has to ask for it."""
    unanswered = Risk.objects.filter(accepted_at__isnull=True, declined_why="", fate=Risk.Fate.OPEN)
    found = _open(unanswered).filter(Q(owner__isnull=False) | Q(owner_contact__isnull=False))
    found = _asked_by(found, asker, "named_by")
    theirs = Q(owner=on) | Q(owner_contact__isnull=False, engagement__seller=on)
    for row in (found.filter(theirs) if on else found).select_related("owner", "owner_contact", "named_by"):
        title = _("Own a risk") if row.owner else _("Ask %(name)s to own a risk") % {"name": row.owner_contact.name}
        yield _wait(
            row, "risk", "answer", title, row.words, row.owner or row.engagement.seller, row.named_by,
            row.named_at or row.engagement.stage_since, "deal_risk_own", due=row.review_on,
        )  # fmt: skip


def _doubts(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """A red flag: the seller answers it; once they did, delivery says whether it still stands."""
    said = Challenge.objects.filter(assumption=OuterRef("pk"))
    found = _open(Assumption.objects.filter(answer=Assumption.Answer.RED, disproved_at__isnull=True)).annotate(
        owed=Exists(said.filter(reply="")), told=Exists(said.exclude(reply=""))
    )
    found = _asked_by(found, asker, "answered_by", "engagement__seller")
    if on:
        found = found.filter(Q(engagement__seller=on) | Q(answered_by=on) | Q(asked=on))
    for row in found.select_related("answered_by", "asked"):
        deal: Engagement = row.engagement
        since = row.answered_at or row.raised_at
        if row.told and not row.owed:
            again = row.asked_at and row.answered_at and row.asked_at > row.answered_at
            title = _("Does delivery’s red flag still stand?") if again else _("Does your red flag still stand?")
            yield _wait(
                row, "flagged", "answer", title, row.words, row.asked if again else row.answered_by, deal.seller, since,
                "deal_assumption_answer",
            )  # fmt: skip
        else:
            place = "deal_assumption_reply" if row.owed else "deal_assumption"
            yield _wait(
                row,
                "doubt",
                "answer",
                _("Answer a red flag"),
                row.condition,
                deal.seller,
                row.answered_by,
                since,
                place,
            )


def _reviews(on: Person | None, asker: Person | None, today: date) -> Iterator[Wait]:
    """The day has come on which its owner looks at the risk again; nobody is blocked by it."""
    if asker is not None:
        return
    due = Risk.objects.filter(
        review_on__lte=today, fate=Risk.Fate.OPEN, accepted_at__isnull=False, owner__isnull=False,
        engagement__stage__in=(*OPEN, Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING),
    ).select_related("engagement__account", "owner")  # fmt: skip
    for row in due.filter(owner=on) if on else due:
        since = timezone.make_aware(datetime.combine(row.review_on or today, time()))
        yield _wait(
            row, "revisit", "do", _("Review a risk"), row.words, row.owner, None, since, "deal_risk_review",
            due=row.review_on,
        )  # fmt: skip


def _outcomes(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Both voices stand, and one side's key is missing: it waits on the seller, or on whoever leads."""
    found = _open(Outcome.objects.exclude(expects="").exclude(proves="")).annotate(
        sales=_key(Side.SALES), delivery=_key(Side.DELIVERY)
    )
    found = _asked_by(found, asker, "engagement__seller", "engagement__lead")
    if on:
        found = found.filter(Q(sales=False, engagement__seller=on) | Q(delivery=False, engagement__lead=on))
    for row in found:
        deal: Engagement = row.engagement
        for signed, signer, other in ((row.sales, deal.seller, deal.lead), (row.delivery, deal.lead, deal.seller)):
            if not signed:
                yield _wait(
                    row, f"outcome-{'s' if signer == deal.seller else 'd'}", "sign", _("Sign what “done” means"),
                    row.title, signer, other if row.sales or row.delivery else None, deal.stage_since, "deal_success",
                )  # fmt: skip


def _key(side: str) -> Exists:
    return Exists(OutcomeSignature.objects.filter(outcome=OuterRef("pk"), revision=OuterRef("revision"), side=side))


def _promises(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Said to a client, and delivery hasn't said whether it can be done."""
    found = _open(Promise.objects.filter(verdict="", result="").exclude(paper=Promise.Paper.WITHDRAWN))
    found = _asked_by(found, asker, "said_by")
    for row in (found.filter(engagement__lead=on) if on else found).select_related("said_by"):
        deal: Engagement = row.engagement
        yield _wait(
            row, "promise", "answer", _("Can we keep this promise?"), row.quote, deal.lead, row.said_by,
            deal.stage_since, "deal_promise_judge", due=deal.close_on,
        )  # fmt: skip


def _untold(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Delivery said that it can't be done: the seller withdraws it or changes it, and tells the client."""
    found = _open(Promise.objects.filter(owes_word=True, told_on__isnull=True, result=""))
    found = _asked_by(found, asker, "judged_by", "engagement__lead")
    for row in (found.filter(engagement__seller=on) if on else found).select_related("judged_by"):
        deal: Engagement = row.engagement
        place = "deal_promise_paper" if row.verdict == Promise.Verdict.NO else "deal_promise_told"
        yield _wait(
            row, "untold", "do", _("Tell the client what can’t be done"), row.quote, deal.seller,
            row.judged_by or deal.lead, row.judged_at or deal.stage_since, place, due=deal.close_on,
        )  # fmt: skip


def _measures(on: Person | None, asker: Person | None, today: date) -> Iterator[Wait]:
    """The work has ended, and what came of an outcome is to be measured. Nobody is held up by it."""
    if asker:
        return
    found = OutcomeMeasure.objects.filter(
        met__isnull=True, measured_at__isnull=True, due_on__lte=today, asked__isnull=False
    )
    related = found.select_related("asked", "outcome__engagement__account")
    for row in (related.filter(asked=on) if on else related).order_by("due_on", "pk"):
        deal: Engagement = row.outcome.engagement
        yield Wait(
            key=f"measure-{row.pk}", kind="do", title=_("Measure it: %(point)s") % {"point": row.get_point_display().lower()},
            context=_whose(deal, row.outcome.title), on=row.asked, asker=None, since=_start_of(row.due_on or today),
            url=reverse("deal_measure", args=[deal.pk, row.pk]), due=row.due_on, engagement_id=deal.pk,
        )  # fmt: skip


def _clients_words(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """The client said through their link that it isn't as they see it; whoever sells answers, at any stage."""
    if asker:
        return
    found = Remark.objects.filter(contact__isnull=False, answered_at__isnull=True)
    related = found.select_related("contact", "engagement__account", "engagement__seller", "engagement__lead")
    theirs = Q(engagement__seller=on) | Q(engagement__seller__isnull=True, engagement__lead=on)
    for row in (related.filter(theirs) if on else related).order_by("at", "pk"):
        deal: Engagement = row.engagement
        name = row.contact.name if row.contact else ""
        yield Wait(
            key=f"remark-{row.pk}", kind="answer", title=_("%(name)s sees it differently (by link)") % {"name": name},
            context=_whose(deal, row.words), on=deal.seller or deal.lead, asker=None, since=row.at,
            url=f"{reverse('deal_talk', args=[deal.pk])}#remark-{row.pk}", engagement_id=deal.pk,
            extra={"face": row.contact},
        )  # fmt: skip


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _whose(deal: Engagement, words: str) -> str:
    return f"{deal.account.name} · {words}" if deal.account else words


def _wait(
    row: Any, name: str, kind: str, title: str, words: str, on: Person | None, asker: Person | None, since: datetime,
    place: str, due: date | None = None,
) -> Wait:  # fmt: skip
    deal: Engagement = row.engagement
    address = reverse(place, args=[deal.pk] if place == "deal_success" else [deal.pk, row.pk])
    return Wait(
        key=f"{name}-{row.pk}", kind=kind, title=title, context=_whose(deal, words), on=on, asker=asker, since=since, url=address,
        due=due, engagement_id=deal.pk,
    )  # fmt: skip
