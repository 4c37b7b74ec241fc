"""How an item is done without leaving Needs me: the package's own form, sent to the package's own address, so that
whatever is refused there (422, 409) comes back with what was typed."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.delivery.models import ChangeOrder
from tandem.engagements.actions.challenge import ANSWERERS
from tandem.engagements.forms.assumption import AnswerForm
from tandem.engagements.forms.challenge import ChallengeReplyForm
from tandem.engagements.forms.deal import DecisionForm
from tandem.engagements.forms.outcome import MeasureForm
from tandem.engagements.forms.promise import JudgeForm
from tandem.engagements.forms.risk import OwnForm
from tandem.engagements.forms.talk import AnswerForm as TalkForm
from tandem.engagements.models import SIGNED, Engagement, OutcomeMeasure, Waiver
from tandem.feedback import queries as feedback
from tandem.feedback.forms import FollowUpForm
from tandem.feedback.models import Survey
from tandem.front.deal import gates, ladder
from tandem.front.inbox import call_panes
from tandem.front.inbox.pane import Pane
from tandem.front.inbox.queries import Item
from tandem.gates import Finding
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Access, Person
from tandem.people.queries.firm import currency, day_minutes
from tandem.people.rights import Sight, key_of, sees
from tandem.review.forms.board import VoteForm
from tandem.review.queries.board import seats
from tandem.review.queries.judged import judged
from tandem.scoping.forms.review import VetReplyForm
from tandem.scoping.models import ScopeVersion, Section, Vet

SHOWN = 4


def pane_of(item: Item, request: Asked) -> Pane:
    """The pane of an item: in place where that can be, else the way to its page."""
    deal = _deal(item)
    make = MAKERS.get((item.source, item.noun))
    made = make(item, deal, request) if make and deal else None
    pane = made or Pane("plain", item.wait.title)
    left = _left(deal, request) if deal and item.group != "know" else []
    return Pane(
        **{
            **pane.__dict__,
            "deal": deal,
            "left": left[:SHOWN],
            "left_count": len(left),
            "more": {
                **pane.more,
                "currency": currency(),
                "day_minutes": day_minutes() if pane.before else 0,
                "amount": deal.amount if deal and sees(request.user, Sight.PRICE) else None,
            },
        }
    )


def givable(item: Item, person: Person) -> bool:
    """Who was asked may pass an assumption, a risk or a client's call on; nothing that only they may sign."""
    return (item.source, item.noun) in GIVEN and (bool(key_of(person)) or person.access == Access.LEADERSHIP)


GIVEN = {("deal", "assumption"), ("deal", "risk"), ("deal", "measure"), ("client", "survey")}


def _deal(item: Item) -> Engagement | None:
    found = Engagement.objects.filter(pk=item.wait.engagement_id or 0)
    return found.select_related("account", "seller", "lead", "tier").first()


def _left(deal: Engagement, request: Asked) -> list[Finding]:
    """What the deal still needs at its present step; a rule that two gates ask for is named once."""
    step = ladder.STEPS.get(deal.stage)
    if step is None:
        return []
    look = gates.look_at(deal, request.today)
    found = gates.findings(look, step.gates)
    open_items = [each for findings in found.values() for each in findings if not each.passes]
    return list({each.rule: each for each in open_items}.values())


def _assumption(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.assumptions.filter(pk=item.pk).select_related("raised_by").first()
    if row is None or key_of(request.user) != "delivery":
        return None
    return Pane(
        "assumption", _("Is this assumption safe to price on?"), row=row, form=AnswerForm.of(row, engagement=deal),
        action=reverse("deal_assumption_answer", args=[deal.pk, row.pk]), gives=True,
        before=_before(request.user, "assumption"), more={"price": _price(request.user, row.price_if_false)},
    )  # fmt: skip


def _condition(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.assumptions.filter(pk=item.pk).select_related("answered_by", "raised_by").first()
    if row is None:
        return None
    return Pane(
        "condition", _("Is this true by now?"), row=row, form=SeenForm.of(row),
        action=reverse("deal_assumption_met", args=[deal.pk, row.pk]),
    )  # fmt: skip


def _risk(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.risks.filter(pk=item.pk).select_related("owner", "owner_contact", "named_by").first()
    if row is None:
        return None
    theirs = _("Does %(name)s own this risk?") % {"name": row.owner_contact}
    return Pane(
        "risk", _("Do you own this risk?") if row.owner_id else theirs, row=row,
        form=OwnForm.of(row, for_contact=bool(row.owner_contact_id)),
        action=reverse("deal_risk_own", args=[deal.pk, row.pk]), gives=bool(row.owner_id),
        before=_before(request.user, "risk"),
    )  # fmt: skip


def _outcome(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.outcomes.filter(pk=item.pk).first()
    if row is None or not key_of(request.user):
        return None
    return Pane(
        "outcome", _("Is this what “done” means?"), row=row, form=SeenForm.of(row),
        action=reverse("deal_outcome_sign", args=[deal.pk, row.pk]),
    )  # fmt: skip


def _measure(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    found = OutcomeMeasure.objects.filter(pk=item.pk, outcome__engagement=deal, asked=request.user)
    row = found.select_related("outcome").first()
    if row is None:
        return None
    return Pane(
        "measure", _("Is “%(title)s” met?") % {"title": row.outcome.title}, row=row, form=MeasureForm.of(row),
        action=reverse("deal_measure", args=[deal.pk, row.pk]), gives=True,
    )  # fmt: skip


def _clients_words(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.talk.filter(pk=item.pk).select_related("contact", "outcome").first()
    if row is None or row.contact is None:
        return None
    return Pane(
        "remark", _("What do you answer %(name)s?") % {"name": row.contact.name}, row=row, form=TalkForm.of(row),
        action=reverse("deal_talk_answered", args=[deal.pk, row.pk]),
    )  # fmt: skip


def _promise(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.promises.filter(pk=item.pk).select_related("said_by").first()
    if row is None or key_of(request.user) != "delivery":
        return None
    return Pane(
        "promise", _("Can we keep this promise?"), row=row, form=JudgeForm.of(row),
        action=reverse("deal_promise_judge", args=[deal.pk, row.pk]), before=_before(request.user, "promise"),
    )  # fmt: skip


def _question(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    """scope-question-<vet>: delivery asks about a section of the deal."""
    row = Vet.objects.filter(pk=item.pk, engagement=deal, word=Vet.Word.QUESTION).select_related("person").first()
    if row is None or request.user.access not in (Access.SALES, Access.LEADERSHIP):
        return None
    words = _("%(name)s asks about %(section)s") % {
        "name": row.person.first_name, "section": Section(row.section).label.lower()
    }  # fmt: skip
    return Pane(
        "question", words, row=row, form=VetReplyForm.of(row), action=reverse("deal_vet_reply", args=[deal.pk, row.pk])
    )


def _vote(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    """review-vote-<scope>-<seat>-<person>."""
    scope = ScopeVersion.objects.filter(pk=item.pk, engagement=deal).first()
    if scope is None:
        return None
    seat, found = item.key.split("-")[3], judged(deal, request.today)
    start = {"scope": scope.pk, "read": found.token, "seat": seat}
    form = VoteForm(initial=start, needs_reason=found.needs_reason)
    fee = scope.fee if sees(request.user, Sight.PRICE) else None
    lapsed, why = (
        found.lapsed_on(seat),
        next(each.why for each in seats(found, request.user, currency()) if each.key == seat),
    )
    more = {
        "fee": fee,
        "needs_reason": found.needs_reason,
        "seat": seat,
        "due": found.due,
        "why": why,
        "lapsed": lapsed,
    }
    return Pane(
        "vote", _("Your word on scope %(n)s") % {"n": scope.number}, row=scope, form=form,
        action=reverse("deal_board", args=[deal.pk]), more=more,
    )  # fmt: skip


def _waiver(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = Waiver.objects.filter(pk=item.pk, engagement=deal, granted=None).select_related("asked_by").first()
    if row is None or request.user.access != Access.LEADERSHIP:
        return None
    label = gates.label_of(row.rule)
    form = DecisionForm.of(row, auto_id=f"w{row.pk}_%s")
    return Pane(
        "waiver", _("Let “%(rule)s” pass for this deal?") % {"rule": label}, row=row, form=form,
        action=reverse("deal_waiver", args=[deal.pk, row.pk]), more={"label": label},
    )  # fmt: skip


def _change(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = ChangeOrder.objects.filter(pk=item.pk).select_related("raised_by").first()
    if row is None or not key_of(request.user) or item.key.endswith("-c"):
        return None
    return Pane(
        "change", _("Change order %(n)s: do you agree?") % {"n": row.number}, row=row, form=SeenForm.of(row),
        action=reverse("project_change_key", args=[deal.pk, row.number]),
        more={"price": _price(request.user, row.price)},
    )  # fmt: skip


def _survey(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = Survey.objects.filter(pk=item.pk, engagement=deal).select_related("account").first()
    if row is None or not (key_of(request.user) or request.user.access == Access.LEADERSHIP):
        return None
    return Pane(
        "survey", _("Call %(name)s back") % {"name": row.contact_name}, row=row, form=FollowUpForm.of(row),
        action=reverse("feedback_answer", args=[row.pk]), gives=True,
        more={"words": row.words if feedback.reads_words(request.user) else ""},
    )  # fmt: skip


def _challenge(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    row = deal.challenges.filter(pk=item.pk).select_related("raised_by").first()
    if row is None or request.user.access not in ANSWERERS:
        return None
    return Pane(
        "challenge", _("What do you say to this?"), row=row, form=ChallengeReplyForm.of(row),
        action=reverse("deal_challenge_reply", args=[deal.pk, row.pk]),
    )  # fmt: skip


Maker = Callable[[Item, Engagement, Asked], Pane | None]
MAKERS: dict[tuple[str, str], Maker] = {
    ("deal", "assumption"): _assumption,
    ("deal", "condition"): _condition,
    ("deal", "risk"): _risk,
    ("deal", "outcome"): _outcome,
    ("deal", "promise"): _promise,
    ("deal", "measure"): _measure,
    ("deal", "remark"): _clients_words,
    ("challenge", "answer"): _challenge,
    ("rule", "waiver"): _waiver,
    ("scope", "question"): _question,
    ("review", "vote"): _vote,
    ("review", "pitch"): call_panes.who_joins,
    ("review", "probe"): call_panes.finding,
    ("project", "change"): _change,
    ("client", "survey"): _survey,
}


def _before(person: Person, origin: str) -> feedback.Before | None:
    projects = Engagement.objects.visible_to(person).filter(stage__in=SIGNED).count()
    return feedback.before(person, origin, projects)


def _price(person: Person, amount: Any) -> Any:
    return amount if sees(person, Sight.PRICE) else None
