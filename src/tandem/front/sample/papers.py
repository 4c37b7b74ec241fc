"""Write what waits with its papers in order: scopes and briefs get the digests that the verbs would give them."""

from collections import defaultdict
from typing import Any

from tandem.engagements.models import Remark, Stage
from tandem.front.sample import vets
from tandem.front.sample.rows import Rows
from tandem.front.sample.told import attest
from tandem.handoff.models import Decision, Handoff
from tandem.handoff.queries import brief as briefs
from tandem.review.models import Proposal, Signature
from tandem.scoping.actions.freeze import digest_of
from tandem.scoping.models import DocumentKind, EstimateLine, RedFlag, ScopeItem, ScopeVersion
from tandem.scoping.queries import agreement
from tandem.scoping.queries.document import Cover, client_data, content_of
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
    vetted, sealed = vets.waiting(rows), [scope for scope in waiting[ScopeVersion] if scope.frozen_at]
    for paper in (*waiting[Proposal], *waiting[Signature]):
        paper.digest = paper.scope.digest if paper.scope else ""
    rows.write(RedFlag)
    vets.lay(rows, vetted)
    _send(waiting[Proposal])
    rows.write(Signature)
    _write_down(sealed)
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


def _write_down(scopes: list[ScopeVersion]) -> None:
    """What the freeze would have written down of the whole agreement; votes of the sample stand on that."""
    for start in range(0, len(scopes), DEALS_AT_ONCE):
        part = scopes[start : start + DEALS_AT_ONCE]
        found = agreement.readings([scope.engagement.pk for scope in part])
        for scope in part:
            scope.agreement = found[scope.engagement.pk]
        ScopeVersion.objects.bulk_update(part, ["agreement"], batch_size=100)


def _send(proposals: list[Proposal]) -> None:
    """What the papers of those said who haven't signed yet: the signature compares them with today's."""
    for each in proposals:
        if each.engagement.stage == Stage.PROPOSED and each.scope:
            data = client_data(each.engagement, each.scope, DocumentKind.SOW, Cover(at=each.sent_at))
            each.said = content_of(data)


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
