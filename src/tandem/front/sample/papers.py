"""Write what waits with its papers in order: scopes and briefs get the digests that the verbs would give them."""

from collections import defaultdict
from typing import Any

from tandem.engagements.models import Remark
from tandem.front.sample import vets
from tandem.front.sample.rows import Rows
from tandem.front.sample.told import attest
from tandem.handoff.models import Decision, Handoff
from tandem.handoff.queries import brief as briefs
from tandem.review.models import Proposal, Signature
from tandem.scoping.actions.freeze import digest_of
from tandem.scoping.models import EstimateLine, RedFlag, ScopeItem, ScopeVersion
from tandem.scoping.queries.scope import Content

DEALS_AT_ONCE = 500


def write(rows: Rows) -> None:
    """A digest names rows by their numbers; vets and briefs are made from rows that are stored: so in parts."""
    waiting = rows.waiting
    vets.challenge_flags(rows)
    rows.write(Remark)
    for model in (ScopeVersion, ScopeItem, EstimateLine):
        rows.number(model)
    _seal(waiting[ScopeVersion], waiting[ScopeItem], waiting[EstimateLine])
    vetted = vets.waiting(rows)
    for paper in (*waiting[Proposal], *waiting[Signature]):
        paper.digest = paper.scope.digest if paper.scope else ""
    rows.write(RedFlag)
    vets.lay(rows, vetted)
    rows.write(Signature)
    _compose(waiting[Handoff])
    for decision in waiting[Decision]:
        decision.digest = decision.handoff.digest
    rows.write()


def _seal(scopes: list[ScopeVersion], items: list[ScopeItem], lines: list[EstimateLine]) -> None:
    inside, estimated = _by_scope(items), _by_scope(lines)
    for scope in scopes:
        if scope.frozen_at:
            said = sorted(inside[scope.pk], key=lambda item: (item.kind, item.position, item.pk))
            scope.digest = digest_of(Content(scope, said, estimated[scope.pk]))


def _compose(handoffs: list[Handoff]) -> None:
    for start in range(0, len(handoffs), DEALS_AT_ONCE):
        part = handoffs[start : start + DEALS_AT_ONCE]
        composed = briefs.compose([handoff.engagement for handoff in part])
        for handoff in part:
            handoff.brief = composed[handoff.engagement_id or handoff.engagement.pk]
            handoff.digest = briefs.digest_of(handoff.brief, handoff.paragraph)
            attest(handoff)


def _by_scope(rows: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.scope.pk].append(row)
    return found
