"""Verbs of the deal as a whole: create, edit, qualify, lose, keep confidential, take on its fit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem import gates
from tandem.clients.actions.fit import judge
from tandem.clients.models import Account, Fit, Profile
from tandem.engagements.actions import waiver
from tandem.engagements.actions.settled import Noun, changed, must_be_open_to
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.actions.stage import move
from tandem.engagements.gate import LOSE, QUALIFY, LoseFacts
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries.gate import qualify_facts
from tandem.engagements.queries.waivers import standing
from tandem.ledger.actions import Stale, add, revise
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.people.rights import key_of

SHOWN = ("name", "account", "amount", "close_on", "starts_on", "ends_on", "seller", "lead", "tier")


def create(name: str, account: Account, *, by: Person, at: datetime, **fields: Any) -> Engagement:
    """A new lead. `fields` are columns of the engagement: seller, lead, tier, amount, dates, paragraph, fit."""
    must_edit(by)
    deal = Engagement(name=name, account=account, stage=Stage.LEAD, stage_since=at, created_at=at, **fields)
    return add(deal, "created deal", by=by, at=at, show=SHOWN)


@locks_deal
def edit(deal: Engagement, *, seen: int, by: Person, at: datetime, **changes: Any) -> Engagement:
    """Change what the deal's head says.

    Raises:
        Stale: somebody changed it since `seen`.
        PermissionDenied: neither side's, nor leadership's.
        Settled: price, dates or paragraph were signed.
    """
    must_edit(by)
    must_be_open_to(Noun.DEAL, deal, changed(deal, changes))
    return revise(deal, "changed deal", seen=seen, by=by, at=at, **changes)


@locks_deal
def qualify(deal: Engagement, *, by: Person, at: datetime, today: date, seen: int | None = None) -> None:
    """Lead to qualified: the client has a fit, and it meets the profile or leadership accepted the exception.

    Raises:
        gates.Refused: a rule doesn't pass.
        WrongStage: it isn't a lead.
        Stale: somebody changed it since `seen`.
    """
    must_edit(by)
    as_seen(deal, seen)
    with deed():
        findings = gates.insist(QUALIFY, qualify_facts(deal), standing(deal, today))
        move(deal, Stage.QUALIFIED, "qualified", by=by, at=at)
        waiver.use(deal, findings, at=at)


@locks_deal
def lose(deal: Engagement, *, reason: str, by: Person, at: datetime, seen: int | None = None) -> None:
    """Any open stage to lost.

    Raises:
        gates.Refused: no reason.
        WrongStage: it isn't open any more.
        PermissionDenied: only sales and leadership give a deal up.
    """
    if key_of(by) != "sales" and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only sales or leadership can give a deal up."))
    as_seen(deal, seen)
    gates.insist(LOSE, LoseFacts(reason))
    move(deal, Stage.LOST, "lost", by=by, at=at, reason=reason, lost_reason=reason[:300], closed_at=at)


@locks_deal
def keep_confidential(deal: Engagement, hidden: bool, *, seen: int, by: Person, at: datetime) -> None:
    """Show the deal only to those named on it, leadership and finance; or to all again.

    Raises:
        PermissionDenied: neither its seller nor leadership.
    """
    if by.pk != deal.seller_id and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only its seller or leadership can say who sees a deal."))
    verb = "made confidential" if hidden else "opened to colleagues"
    revise(deal, verb, seen=seen, by=by, at=at, confidential=hidden)


@locks_deal
def judge_fit(
    deal: Engagement, profile: Profile, answers: Mapping[int, int], *, seen: int | None, by: Person, at: datetime
) -> Fit:
    """Judge the deal's client by `answers` (criterion id -> level id); from now on the deal goes by that. The same
    answers as it goes by already are no new judgement.

    Raises:
        Stale: somebody changed the deal since `seen`.
        PermissionDenied: neither side's, nor leadership's.
        gates.Refused: the deal names no client.
    """
    must_edit(by)
    as_seen(deal, seen)
    if deal.account is None:
        raise gates.Refused(gates.check(QUALIFY, qualify_facts(deal))[:1])
    known = deal.own_fit
    if known and _says(known) == (profile.pk, dict(answers)):
        return known
    with deed():
        fit = judge(deal.account, profile, answers, by=by, at=at, engagement=deal)
        revise(deal, "took fit", seen=seen, by=by, at=at, fit=fit)
    return fit


def _says(fit: Fit) -> tuple[int, dict[int, int]]:
    """By which profile, and each question's answer."""
    return fit.profile_id, dict(fit.answers.values_list("criterion_id", "level_id"))


def as_seen(deal: Engagement, seen: int | None) -> None:
    """Whoever decides must have read the deal as it is.

    Raises:
        Stale: it changed since.
    """
    if seen is not None and seen != deal.version:
        raise Stale(deal)
