"""What the client reads in a proposal and a statement of work: only what both sides agreed, in plain text.

No hour, rate, cost, margin or risk is gathered here, so none can reach a paper, a template or a file's properties.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from tandem.catalogue.models import TierMilestone
from tandem.engagements.models import Assumption, Duty, Engagement, Outcome
from tandem.engagements.queries.gate import qualify_facts
from tandem.gates import Finding, Waived, check
from tandem.people.models import Firm
from tandem.scoping.gate.rules import PROPOSAL_PAPER
from tandem.scoping.models import Document, DocumentKind, DocumentTemplate, ScopeItem, ScopeVersion
from tandem.scoping.queries.milestones import planned
from tandem.web.words import day, exact_money

SHORT = 12
Kind = ScopeItem.Kind


@dataclass(frozen=True)
class Key:
    """One of our two sides under the paper: who speaks for it, and when they agreed."""

    side: str
    name: str
    on: str = ""


@dataclass(frozen=True)
class Cover:
    """What a paper says around the scope."""

    at: datetime
    sent_to: str = ""
    valid_until: date | None = None
    mark: str = ""
    keys: Sequence[Key] = ()


def client_data(deal: Engagement, scope: ScopeVersion, kind: str, cover: Cover) -> dict[str, Any]:
    """Plain JSON: what papers and templates may name (docs/documents.md). Six queries, if the deal's client and the
    scope's tier came with them."""
    firm = Firm.objects.get()
    outcomes = list(Outcome.objects.filter(engagement=deal).order_by("position", "pk"))
    starts, ends = scope.starts_on or deal.starts_on, scope.ends_on or deal.ends_on
    return {
        **_head(deal, scope, kind, cover, firm),
        **_clauses(scope),
        "paragraph": deal.paragraph,
        "outcomes": [_outcome(row) for row in outcomes],
        "assumptions": list(
            Assumption.objects.filter(engagement=deal).order_by("pk").values_list("words", flat=True)
        ),
        "duties": [_duty(row) for row in Duty.objects.filter(engagement=deal, for_client=True).order_by("position", "pk")],
        "milestones": _milestones(scope, outcomes, starts, ends),
        "starts": _day(starts),
        "ends": _day(ends),
        "price": exact_money(scope.fee, firm.currency),
        "discount": exact_money(scope.discount, firm.currency) if scope.discount else "",
        "keys": [asdict(key) for key in cover.keys],
    }  # fmt: skip


# What a paper says, in the order in which it says it: its words, under their heading; without the rest of its cover.
CONTENT: dict[str, Any] = {
    "title": gettext_lazy("Name"), "client": gettext_lazy("Client"),
    "paragraph": gettext_lazy("In one paragraph"), "outcomes": gettext_lazy("Success criteria"),
    "included": gettext_lazy("Deliverables"), "excluded": gettext_lazy("Out of scope"),
    "acceptance": gettext_lazy("Acceptance"), "changes": gettext_lazy("Change process"),
    "assumptions": gettext_lazy("Assumptions"), "duties": gettext_lazy("Client responsibilities"),
    "milestones": gettext_lazy("Milestones"), "starts": gettext_lazy("Start"), "ends": gettext_lazy("End"),
    "price": gettext_lazy("Price"), "discount": gettext_lazy("Discount"),
}  # fmt: skip


def content_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the client agrees to by signing it."""
    return {name: data[name] for name in CONTENT}


def reworded(sent: dict[str, Any], now: dict[str, Any]) -> tuple[str, ...]:
    """The labels of what a paper would say otherwise now than the one that was sent."""
    return tuple(str(label) for name, label in CONTENT.items() if name in sent and sent[name] != now.get(name))


def fit_findings(deal: Engagement, waivers: dict[str, Waived] | None) -> list[Finding]:
    """The ideal-client check that stands in the proposal itself. No query if the deal's fit came with it."""
    return check(PROPOSAL_PAPER, qualify_facts(deal), waivers)


def template_of(kind: str) -> DocumentTemplate | None:
    """The firm's own current template. One query."""
    return DocumentTemplate.objects.filter(kind=kind, current=True).first()


def templates() -> dict[str, list[DocumentTemplate]]:
    """Every version by kind, the newest first, without the files themselves. One query."""
    rows = DocumentTemplate.objects.defer("content").select_related("made_by").order_by("-number")
    found: dict[str, list[DocumentTemplate]] = {kind: [] for kind in DocumentKind.values}
    for row in rows:
        found[row.kind].append(row)
    return found


def kept(deal: Engagement) -> list[Document]:
    """What left the house, the latest first, without the files themselves. One query."""
    rows = Document.objects.filter(engagement=deal).defer("content").select_related("scope", "made_by")
    return list(rows.order_by("-made_at", "pk"))


def _head(deal: Engagement, scope: ScopeVersion, kind: str, cover: Cover, firm: Firm) -> dict[str, Any]:
    digest = scope.digest if scope.frozen_at else ""
    return {
        "kind": kind,
        "heading": str(DocumentKind(kind).label),
        "mark": cover.mark,
        "firm": firm.name,
        "client": deal.account.name if deal.account else "",
        "contact": cover.sent_to or deal.contact_name,
        "title": deal.name,
        "package": str(scope.tier) if scope.tier else "",
        "number": scope.number,
        "version": f"{scope}, {digest[:SHORT]}" if digest else str(scope),
        "digest": digest,
        "on": _day(cover.at),
        "valid_until": _day(cover.valid_until),
    }


def _clauses(scope: ScopeVersion) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {kind: [] for kind in Kind.values}
    for kind, words in scope.items.order_by("kind", "position", "pk").values_list("kind", "words"):
        said[kind].append(words)
    return {
        "included": said[Kind.IN], "excluded": said[Kind.OUT], "acceptance": said[Kind.ACCEPTANCE],
        "changes": said[Kind.CHANGE],
    }  # fmt: skip


def _outcome(row: Outcome) -> dict[str, str]:
    return {
        "title": row.title, "proof": row.proves, "measured_how": row.measured_how, "measured_by": row.measured_by,
        "by": _day(row.measured_on), "baseline": row.baseline, "target": row.target, "unit": row.unit,
        "not_meant": row.not_done,
    }  # fmt: skip


def _duty(row: Duty) -> dict[str, str]:
    return {"words": row.words, "due": _day(row.due_on)}


def _milestones(
    scope: ScopeVersion, outcomes: list[Outcome], starts: date | None, ends: date | None
) -> list[dict[str, str]]:
    standard = TierMilestone.objects.filter(tier=scope.tier_id).order_by("at_share", "pk") if scope.tier_id else []
    return [{"name": each.name, "on": _day(each.on)} for each in planned(standard, outcomes, starts, ends)]


def _day(value: date | datetime | None) -> str:
    return day(value) if value else ""
