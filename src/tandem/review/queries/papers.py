"""The proposal and the statement of work of a deal: which version, under which mark, with whose keys."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Waiver
from tandem.engagements.queries import waivers
from tandem.gates import Finding
from tandem.review.gate import only_what_was_judged
from tandem.review.models import Proposal, Verdict
from tandem.review.queries.gate import proposal_facts
from tandem.review.queries.judged import Judged, Seat, judged
from tandem.scoping.models import Document, DocumentKind, ScopeVersion
from tandem.scoping.queries.document import Cover, Key, client_data, fit_findings
from tandem.web.words import day

FIT_RULE = "the_fit_meets_the_profile"


@dataclass(frozen=True)
class Paper:
    """Not drawn yet: the data of one paper, and what stands in the way of drawing it."""

    data: dict[str, Any]
    shut: list[Finding]
    sent: Document | None = None


def paper(deal: Engagement, scope: ScopeVersion, kind: str, format: str, *, at: datetime, today: date) -> Paper:
    """As it would go out now; under a mark unless that is what went out. Eighteen queries at most."""
    found = judged(deal, today)
    last = last_sent(deal)
    sent = Document.objects.filter(engagement=deal, scope=scope, kind=kind, format=format).order_by("-made_at").first()
    cover = Cover(
        at=at, sent_to=last.sent_to if last else "", valid_until=last.valid_until if last else None,
        mark=_mark(found, scope, last), keys=keys(found, scope),
    )  # fmt: skip
    shut = [each for each in fit_of(deal, today) if not each.passes] if kind == DocumentKind.PROPOSAL else []
    return Paper(client_data(deal, scope, kind, cover), shut, sent)


def data_to_send(
    deal: Engagement, found: Judged, *, sent_to: str, valid_until: date | None, at: datetime
) -> list[dict[str, Any]]:
    """The proposal and the statement of work, as they leave the house."""
    assert found.scope is not None
    cover = Cover(at=at, sent_to=sent_to, valid_until=valid_until, keys=keys(found, found.scope))
    return [client_data(deal, found.scope, kind, cover) for kind in (DocumentKind.PROPOSAL, DocumentKind.SOW)]


def keys(found: Judged, scope: ScopeVersion) -> list[Key]:
    """Sales and delivery: who agreed to these words and when; else who would have to. A vote on other words than those
    that the paper prints is no signature under them."""
    labels = {Seat.SALES: _("Sales"), Seat.DELIVERY: _("Delivery")}
    return [_key(found, scope, seat, label) for seat, label in labels.items()]


def fit_of(deal: Engagement, today: date) -> list[Finding]:
    """One query, if the deal's fit came with it."""
    return fit_findings(deal, waivers.standing(deal, today))


def last_sent(deal: Engagement) -> Proposal | None:
    return Proposal.objects.filter(engagement=deal).select_related("scope").order_by("-sent_at", "-pk").first()


@dataclass(frozen=True)
class CoverLine:
    """What we ourselves read above the proposal: the fit, the profile it was judged by, who let it pass."""

    score: int | None
    floor: int | None
    profile: int | None
    finding: Finding
    waiver: Waiver | None


def cover_line(deal: Engagement, today: date) -> CoverLine:
    """Two queries, if the deal's fit came with it."""
    fit = deal.own_fit
    finding = next(each for each in fit_of(deal, today) if each.rule == FIT_RULE)
    granted = (
        deal.waivers.filter(rule=FIT_RULE, granted=True).select_related("decided_by").order_by("-decided_at", "-pk")
    )
    return CoverLine(
        fit.score if fit else None, fit.profile.floor if fit else None, fit.profile.number if fit else None, finding,
        granted.first(),
    )  # fmt: skip


def _mark(found: Judged, scope: ScopeVersion, last: Proposal | None) -> str:
    if last and last.scope_id == scope.pk:
        return _("Not the copy that was sent")
    newest = found.scope is not None and found.scope.pk == scope.pk and found.draft is None
    if newest and only_what_was_judged(proposal_facts(found)) is None:
        return _("Judged, not sent")
    return _("Draft, not judged")


def _key(found: Judged, scope: ScopeVersion, seat: str, label: str) -> Key:
    of_scope = found.scope is not None and found.scope.pk == scope.pk
    verdict = found.verdicts.get(seat) if of_scope else None
    if verdict and verdict.vote != Verdict.Vote.OBJECT and not found.changed(seat):
        return Key(label, verdict.person.name, day(verdict.at))
    asked = found.sitters.get(seat, [])
    return Key(label, asked[0].name if asked else "")
