"""Clauses with what stands behind them: how a scope is accepted and changed, which promises it puts on paper, why a
vague word stayed; and the papers that went to clients whose answer is awaited."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from tandem.engagements.models import Promise, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.rows import Rows
from tandem.review.models import Proposal
from tandem.review.queries.judged import judged
from tandem.review.queries.papers import data_to_send
from tandem.scoping.actions.document import draw
from tandem.scoping.actions.standard import clauses
from tandem.scoping.models import Document, ScopeItem

Kind = ScopeItem.Kind
Links = ScopeItem.promises.through
BY_SESSION = "The client asked for it in the scoping session."
# Which of the client's promises the clauses of the told deals put on paper, and why others are there.
TOLD: dict[str, dict[str, int]] = {
    "Asset data platform": {
        "One register of 41,000 assets, each with a place on the map": 0,
        "Offline look-up in six pilot vans": 1,
        "Vans without the new device": 2,
        "Two people trained, each ships two changes": 3,
    },
}
BECAUSE = {"Nine days of cleaning by hand": "About 4% of the rows of their own sample need a person to look at them."}
# A draft that was read once: one vague word is kept with its reason, one still waits for somebody.
READ_ONCE = "Forecast rollout"
VAGUE = (
    ("Retraining as needed until the Easter peak is over", "Capped by the trainer’s 22 hours in the estimate."),
    ("Exports for planners, buyers and so on", ""),
)


def add_clauses(rows: Rows, cases: Sequence[Case]) -> None:
    """For the told deals that have a scope, frozen or not."""
    by_scope: dict[int, list[ScopeItem]] = defaultdict(list)
    for item in rows.waiting[ScopeItem]:
        by_scope[id(item.scope)].append(item)
    for case in cases:
        if case.scope:
            own = by_scope[id(case.scope)]
            _explain(case, own)
            _end(case, len(own))


def keep_sent(rows: Rows, cases: Sequence[Case]) -> None:
    """What went to the clients whose answer is awaited, byte for byte. Asked once everything else is written."""
    sent = {row.engagement_id: row for row in Proposal.objects.select_related("sent_by").order_by("pk")}
    for case in cases:
        proposal = sent.get(case.engagement.pk)
        if proposal and case.plan.stage == Stage.PROPOSED:
            _keep(case, proposal)
    rows.write()


def _explain(case: Case, items: list[ScopeItem]) -> None:
    """Each clause beyond the tier has a promise behind it, or a reason."""
    papered = {promise.paper_words: promise for promise in case.promises if promise.paper}
    told = {words: case.promises[place] for words, place in TOLD.get(case.name, {}).items()}
    for item in items:
        promise = told.get(item.words) or papered.get(item.words)
        if promise and promise.paper in (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED):
            case.rows.add(Links(scopeitem=item, promise=promise))
        elif item.kind == Kind.IN and not item.from_tier and case.reached(Stage.SCOPED):
            item.because = BECAUSE.get(item.words, BY_SESSION)


def _end(case: Case, position: int) -> None:
    vague = [(Kind.IN, words, because) for words, because in VAGUE] if case.name == READ_ONCE else []
    standard = [(kind, words, "") for kind, words in clauses()]
    for place, (kind, words, because) in enumerate([*vague, *standard], start=position):
        case.rows.add(ScopeItem(scope=case.scope, kind=kind, words=words, because=because, position=place))


def _keep(case: Case, proposal: Proposal) -> None:
    deal, at = case.engagement, proposal.sent_at
    found = judged(deal, at.date())
    for data in data_to_send(deal, found, sent_to=proposal.sent_to, valid_until=proposal.valid_until, at=at):
        content = draw(data, Document.Format.PDF, at=at).content
        document = case.rows.add(
            Document(
                engagement=deal, scope=found.scope, kind=data["kind"], format=Document.Format.PDF, content=content,
                digest=hashlib.sha256(content).hexdigest(), made_by=proposal.sent_by, made_at=at,
            )
        )  # fmt: skip
        case.tell(at, "kept what was sent", document, case.seller, after={"digest": document.digest})
